# expect: raises with PIL
from PIL import ImageFont

ImageFont.truetype("/etc/passwd")
