# expect: raises with PIL
from PIL import Image

Image.new("L", (1, 1)).save("x.png")
