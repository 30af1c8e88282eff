"""Which names of Pillow may the code see? Reviewed by hand, as in `facades.py`."""

NAMES = {
    "PIL": "UnidentifiedImageError",
    "PIL.Image": """
        ADAPTIVE AFFINE BICUBIC BILINEAR BOX DecompressionBombError DecompressionBombWarning Dither EXTENT
        FASTOCTREE FLIP_LEFT_RIGHT FLIP_TOP_BOTTOM FLOYDSTEINBERG HAMMING Image LANCZOS LIBIMAGEQUANT MAXCOVERAGE
        MAX_IMAGE_PIXELS MEDIANCUT MESH MKS2013 MKS2021 MODES NEAREST NONE ORDERED PERSPECTIVE Palette QUAD
        Quantize RASTERIZE ROTATE_180 ROTATE_270 ROTATE_90 Resampling TRANSPOSE TRANSVERSE Transform Transpose
        UnidentifiedImageError WEB alpha_composite blend composite effect_mandelbrot effect_noise eval fromarray
        frombuffer frombytes getmodebandnames getmodebands getmodebase getmodetype linear_gradient merge new
        radial_gradient""",
    "PIL.ImageChops": """
        add add_modulo annotations blend composite constant darker difference duplicate hard_light invert lighter
        logical_and logical_or logical_xor multiply offset overlay screen soft_light subtract subtract_modulo""",
    "PIL.ImageColor": "annotations colormap getcolor getrgb",
    "PIL.ImageDraw": "Draw ImageDraw floodfill",
    "PIL.ImageEnhance": "Brightness Color Contrast Sharpness annotations",
    "PIL.ImageFilter": """
        BLUR BoxBlur BuiltinFilter CONTOUR Color3DLUT DETAIL EDGE_ENHANCE EDGE_ENHANCE_MORE EMBOSS FIND_EDGES
        Filter GaussianBlur Kernel MaxFilter MedianFilter MinFilter ModeFilter MultibandFilter RankFilter SHARPEN
        SMOOTH SMOOTH_MORE UnsharpMask""",
    "PIL.ImageFont": "load_default",
    "PIL.ImageOps": """
        autocontrast colorize contain cover crop deform equalize exif_transpose expand fit flip grayscale invert
        mirror pad posterize scale solarize""",
    "PIL.ImageStat": "Global Stat annotations",
}
