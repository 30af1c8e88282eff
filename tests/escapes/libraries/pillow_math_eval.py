# expect: raises with PIL
from PIL import ImageMath
