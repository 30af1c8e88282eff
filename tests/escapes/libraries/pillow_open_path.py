# expect: raises with PIL
from PIL import Image

Image.open("/etc/passwd")
