# expect: raises with PIL
from PIL import ImageFont

ImageFont.load_default().font_variant(font="/etc/passwd")
