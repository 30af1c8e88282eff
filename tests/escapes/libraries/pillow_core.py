# expect: raises; needs: PIL
from PIL import Image

Image.core
