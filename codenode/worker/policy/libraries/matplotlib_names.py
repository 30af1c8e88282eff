"""Which names of matplotlib may the code see? Reviewed by hand, as in `facades.py`."""

NAMES = {
    "matplotlib": """
        bivar_colormaps color_sequences colormaps get_backend multivar_colormaps rc rcParams rcParamsDefault
        rc_context rcdefaults""",
    "matplotlib.axes": "Axes",
    "matplotlib.cm": """
        Accent Accent_r Blues Blues_r BrBG BrBG_r BuGn BuGn_r BuPu BuPu_r CMRmap CMRmap_r ColormapRegistry Dark2
        Dark2_r GnBu GnBu_r Grays Grays_r Greens Greens_r Greys Greys_r OrRd OrRd_r Oranges Oranges_r PRGn PRGn_r
        Paired Paired_r Pastel1 Pastel1_r Pastel2 Pastel2_r PiYG PiYG_r PuBu PuBuGn PuBuGn_r PuBu_r PuOr PuOr_r
        PuRd PuRd_r Purples Purples_r RdBu RdBu_r RdGy RdGy_r RdPu RdPu_r RdYlBu RdYlBu_r RdYlGn RdYlGn_r Reds
        Reds_r ScalarMappable Set1 Set1_r Set2 Set2_r Set3 Set3_r Spectral Spectral_r Wistia Wistia_r YlGn YlGnBu
        YlGnBu_r YlGn_r YlOrBr YlOrBr_r YlOrRd YlOrRd_r afmhot afmhot_r autumn_r berlin berlin_r binary binary_r
        bivar_cmaps bone_r brg brg_r bwr bwr_r cividis cividis_r cmaps_listed cool_r coolwarm coolwarm_r copper_r
        cubehelix cubehelix_r datad flag_r gist_earth gist_earth_r gist_gray gist_gray_r gist_grey gist_grey_r
        gist_heat gist_heat_r gist_ncar gist_ncar_r gist_rainbow gist_rainbow_r gist_stern gist_stern_r gist_yarg
        gist_yarg_r gist_yerg gist_yerg_r gnuplot gnuplot2 gnuplot2_r gnuplot_r gray_r grey grey_r hot_r hsv_r
        inferno_r jet_r magma_r managua managua_r multivar_cmaps nipy_spectral_r ocean ocean_r okabe_ito
        okabe_ito_r pink_r plasma_r prism_r rainbow rainbow_r seismic seismic_r spring_r summer_r tab10 tab10_r
        tab20 tab20_r tab20b tab20b_r tab20c tab20c_r terrain terrain_r turbo turbo_r twilight twilight_r
        twilight_shifted twilight_shifted_r vanimo vanimo_r viridis_r winter_r""",
    "matplotlib.collections": """
        AsteriskPolygonCollection CircleCollection Collection EllipseCollection EventCollection
        FillBetweenPolyCollection LineCollection PatchCollection PathCollection PolyCollection PolyQuadMesh
        QuadMesh RegularPolyCollection StarPolygonCollection TriMesh""",
    "matplotlib.colors": """
        AsinhNorm BASE_COLORS BivarColormap BivarColormapFromImage BoundaryNorm CSS4_COLORS CenteredNorm
        ColorConverter ColorSequenceRegistry Colormap FuncNorm LightSource LinearSegmentedColormap ListedColormap
        LogNorm MultiNorm MultivarColormap NoNorm Norm Normalize PowerNorm SegmentedBivarColormap SymLogNorm
        TABLEAU_COLORS TwoSlopeNorm XKCD_COLORS colorConverter from_levels_and_colors get_named_colors_mapping
        hex2color hsv_to_rgb is_color_like rgb2hex rgb_to_hsv same_color to_hex to_rgb
        to_rgba to_rgba_array""",
    "matplotlib.dates": """
        AutoDateFormatter AutoDateLocator ConciseDateConverter ConciseDateFormatter DAILY DateConverter
        DateFormatter DateLocator DayLocator HOURLY HourLocator MICROSECONDLY MINUTELY MONTHLY MicrosecondLocator
        MinuteLocator MonthLocator RRuleLocator SECONDLY SecondLocator WEEKLY WeekdayLocator YEARLY YearLocator
        date2num datestr2num drange get_epoch num2date num2timedelta rrulewrapper set_epoch""",
    "matplotlib.figure": "Figure FigureBase SubFigure figaspect",
    "matplotlib.gridspec": "GridSpec GridSpecBase GridSpecFromSubplotSpec SubplotParams SubplotSpec",
    "matplotlib.lines": """
        AxLine CARETDOWN CARETDOWNBASE CARETLEFT CARETLEFTBASE CARETRIGHT CARETRIGHTBASE CARETUP CARETUPBASE
        Line2D STEP_LOOKUP_MAP TICKDOWN TICKLEFT TICKRIGHT TICKUP VertexSelector segment_hits""",
    "matplotlib.patches": """
        Annulus Arc Arrow ArrowStyle BoxStyle Circle CirclePolygon ConnectionPatch ConnectionStyle Ellipse
        FancyArrow FancyArrowPatch FancyBboxPatch Patch PathPatch Polygon Rectangle RegularPolygon Shadow
        StepPatch Wedge bbox_artist draw_bbox""",
    "matplotlib.pyplot": """
        Annotation Arrow Artist AutoLocator AxLine Axes Circle Colorizer ColorizingArtist Colormap Figure
        FixedFormatter FixedLocator FormatStrFormatter Formatter FuncFormatter GridSpec IndexLocator Line2D
        LinearLocator Locator LogFormatter LogFormatterExponent LogFormatterMathtext LogLocator MaxNLocator
        MultipleLocator Normalize NullFormatter NullLocator PolarAxes Polygon Rectangle ScalarFormatter
        SubplotSpec Text acorr angle_spectrum annotate arrow autoscale autumn axes axhline axhspan axis axline
        axvline axvspan bar bar_label barbs barh bone box boxplot broken_barh cla clabel clf clim close cohere
        color_sequences colorbar colormaps contour contourf cool copper csd delaxes draw ecdf errorbar eventplot
        figaspect figimage figlegend fignum_exists figtext figure fill fill_between fill_betweenx findobj flag gca
        gcf gci get get_backend get_cmap get_figlabels get_fignums get_scale_names getp gray grid grouped_bar
        hexbin hist hist2d hlines hot hsv imshow inferno interactive ioff ion isinteractive jet legend
        locator_params loglog magma magnitude_spectrum margins matshow minorticks_off minorticks_on nipy_spectral
        pcolor pcolormesh phase_spectrum pie pie_label pink plasma plot polar prism psd quiver quiverkey rc
        rcParams rcParamsDefault rc_context rcdefaults rgrids savefig sca scatter sci semilogx semilogy set_cmap
        setp specgram spring spy stackplot stairs stem step streamplot subplot subplot2grid subplot_mosaic
        subplots subplots_adjust summer suptitle table text thetagrids tick_params ticklabel_format tight_layout
        title tricontour tricontourf tripcolor triplot twinx twiny violinplot viridis vlines winter xcorr xkcd
        xlabel xlim xscale xticks ylabel ylim yscale yticks""",
    "matplotlib.style": "available context use",
    "matplotlib.text": "Annotation Text",
    "matplotlib.ticker": """
        AsinhLocator AutoLocator AutoMinorLocator EngFormatter FixedFormatter FixedLocator FormatStrFormatter
        Formatter FuncFormatter IndexLocator LinearLocator Locator LogFormatter LogFormatterExponent
        LogFormatterMathtext LogFormatterSciNotation LogLocator LogitFormatter LogitLocator MaxNLocator
        MultipleLocator NullFormatter NullLocator PercentFormatter ScalarFormatter StrMethodFormatter
        SymmetricalLogLocator TickHelper""",
    "matplotlib.transforms": """
        Affine2D Affine2DBase AffineBase AffineDeltaTransform Bbox BboxBase BboxTransform BboxTransformFrom
        BboxTransformTo BlendedAffine2D BlendedGenericTransform CompositeAffine2D CompositeGenericTransform
        IdentityTransform LockableBbox ScaledTranslation Transform TransformNode TransformWrapper TransformedBbox
        TransformedPatchPath TransformedPath blended_transform_factory composite_transform_factory
        interval_contains interval_contains_open nonsingular offset_copy""",
    "mpl_toolkits": "",
    "mpl_toolkits.axes_grid1": """
        AxesGrid Divider Grid ImageGrid SubplotDivider host_axes host_subplot make_axes_locatable""",
    "mpl_toolkits.mplot3d": "Axes3D",
}

# Modules that show, beside their own names, those of another that they have, too.
MIRRORS = {"matplotlib.cm": "matplotlib.pyplot"}
