# expect: raises; needs: PIL
from PIL import ImageFont

ImageFont.truetype("/etc/passwd")
