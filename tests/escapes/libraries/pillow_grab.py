# expect: raises with PIL
from PIL import ImageGrab
