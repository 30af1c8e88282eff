# expect: raises with PIL
from PIL import Image

Image.SAVE
