"""Which names of sympy may the code see? Reviewed by hand, as in `facades.py`."""

NAMES = {
    "sympy": """
        Abs AccumBounds Add Adjoint AlgebraicField AlgebraicNumber And AppliedPredicate Array AssumptionsContext
        Atom AtomicExpr BasePolynomialError Basic BlockDiagMatrix BlockMatrix CC CRootOf Catalan Chi Ci Circle
        CoercionFailed Complement ComplexField ComplexRegion ComplexRootOf Complexes ComputationFailed
        ConditionSet Contains CosineTransform Curve DeferredVector DenseNDimArray Derivative Determinant
        DiagMatrix DiagonalMatrix DiagonalOf Dict DiracDelta DisjointUnion Domain DomainError DotProduct Dummy E
        E1 EX EXRAW Ei Eijk Ellipse EmptySequence EmptySet Eq Equality Equivalent EulerGamma EvaluationFailed
        ExactQuotientFailed Expr ExpressionDomain ExtraneousFactors FF FF_gmpy FF_python FU FallingFactorial
        FiniteField FiniteSet FlagError Float FourierTransform FractionField Function FunctionMatrix GF
        GMPYFiniteField GMPYIntegerRing GMPYRationalField Ge GeneratorsError GeneratorsNeeded GeometryError
        GoldenRatio GramSchmidt GreaterThan GroebnerBasis Gt HadamardPower HadamardProduct HankelTransform
        Heaviside HeuristicGCDFailed HomomorphismFailed I ITE Id Identity Idx ImageSet ImmutableDenseMatrix
        ImmutableDenseNDimArray ImmutableMatrix ImmutableSparseMatrix ImmutableSparseNDimArray Implies Indexed
        IndexedBase Integer IntegerRing Integers Integral Intersection Interval Inverse InverseCosineTransform
        InverseFourierTransform InverseHankelTransform InverseLaplaceTransform InverseMellinTransform
        InverseSineTransform IsomorphismFailed KroneckerDelta KroneckerProduct LC LM LT Lambda LambertW
        LaplaceTransform Le LessThan LeviCivita Li Limit Line Line2D Line3D Lt MatAdd MatMul MatPow Matrix
        MatrixBase MatrixExpr MatrixPermute MatrixSlice MatrixSymbol Max MellinTransform Min Mod Monomial Mul
        MultivariatePolynomialError MutableDenseMatrix MutableDenseNDimArray MutableMatrix MutableSparseMatrix
        MutableSparseNDimArray N NDimArray Nand Naturals Naturals0 Ne NonSquareMatrixError Nor Not NotAlgebraic
        NotInvertible NotReversible Number NumberSymbol O OmegaPower OneMatrix OperationNotSupported OptionError
        Or Order Ordinal POSform Parabola Permanent PermutationMatrix Piecewise Plane Point Point2D Point3D
        PoleError PolificationFailed Poly Polygon PolynomialDivisionFailed PolynomialError PolynomialRing Pow
        PowerSet PrecisionExhausted Predicate Product ProductSet PurePoly PythonFiniteField PythonIntegerRing
        PythonRational Q QQ QQ_I QQ_gmpy QQ_python Quaternion RR Range Rational RationalField Rationals Ray Ray2D
        Ray3D RealField RealNumber Reals RefinementFailed RegularPolygon Rel Rem RisingFactorial RootOf RootSum S
        SOPform Segment Segment2D Segment3D SeqAdd SeqFormula SeqMul SeqPer Set ShapeError Shi Si Sieve
        SineTransform SingularityFunction SparseMatrix SparseNDimArray StrictGreaterThan StrictLessThan Subs Sum
        Symbol SymmetricDifference SympifyError TableForm Trace Transpose Triangle TribonacciConstant Tuple
        Unequality UnevaluatedExpr UnificationFailed Union UnivariatePolynomialError UniversalSet Wild
        WildFunction Xor Ynm Ynm_c ZZ ZZ_I ZZ_gmpy ZZ_python ZeroMatrix Znm abundance acos acosh acot acoth acsc
        acsch adjoint airyai airyaiprime airybi airybiprime all_roots andre apart apart_list appellf1
        apply_finite_diff approximants are_similar arg arity asec asech asin asinh ask assemble_partfrac_list
        assoc_laguerre assoc_legendre assuming atan atan2 atanh banded bell bernoulli besseli besselj besselk
        besselsimp bessely beta betainc betainc_regularized binomial binomial_coefficients
        binomial_coefficients_list block_collapse blockcut bool_map bottom_up bspline_basis bspline_basis_set
        cancel carmichael casoratian catalan cbrt ccode ceiling centroid chebyshevt chebyshevt_poly
        chebyshevt_root chebyshevu chebyshevu_poly chebyshevu_root check_assumptions checkodesol checkpdesol
        checksol classify_ode classify_pde closest_points cofactors collect collect_const combsimp comp compose
        composite compositepi conjugate construct_domain content continued_fraction continued_fraction_convergents
        continued_fraction_iterator continued_fraction_periodic continued_fraction_reduce convex_hull convolution
        cos cosh cosine_transform cot coth count_ops count_roots covering_product csc csch cse cxxcode
        cycle_length cyclotomic_poly decompogen decompose default_sort_key deg degree degree_list denom
        derive_by_array det det_quick diag diagonalize_vector dict_merge diff difference_delta
        differentiate_finite digamma diophantine dirichlet_eta discrete_log discriminant div divisor_count
        divisor_sigma divisors dsolve egyptian_fraction elliptic_e elliptic_f elliptic_k elliptic_pi erf erf2
        erf2inv erfc erfcinv erfi erfinv euler euler_equations evaluate exp exp_polar expand expand_complex
        expand_func expand_log expand_mul expand_multinomial expand_power_base expand_power_exp expand_trig expint
        exptrigsimp exquo eye factor factor_cache factor_list factor_nc factor_system factor_terms factorial
        factorial2 factorint factorrat failing_assumptions false farthest_points fcode ff fft fibonacci field
        field_isomorphism finite_diff_weights flatten floor fourier_series fourier_transform fps frac fraction
        fresnelc fresnels fu fwht galois_group gamma gammasimp gcd gcd_list gcd_terms gcdex gegenbauer genocchi
        get_contraction_structure get_indices gff gff_list glsl_code grevlex grlex groebner ground_roots group
        gruntz hadamard_product half_gcdex hankel1 hankel2 hankel_transform harmonic has_dups has_variety hermite
        hermite_poly hermite_prob hermite_prob_poly hessian hn1 hn2 homogeneous_order horner hyper hyperexpand
        hypersimilar hypersimp idiff ifft ifwht igcd igrevlex igrlex ilcm ilex im imageset integer_log
        integer_nthroot integrate interpolate interpolating_poly interpolating_spline intersecting_product
        intersection intervals intt inv_quick inverse_cosine_transform inverse_fourier_transform
        inverse_hankel_transform inverse_laplace_transform inverse_mellin_transform inverse_mobius_transform
        inverse_sine_transform invert is_abundant is_amicable is_carmichael is_convex is_decreasing is_deficient
        is_increasing is_mersenne_prime is_monotonic is_nthpow_residue is_perfect is_primitive_root
        is_quad_residue is_strictly_decreasing is_strictly_increasing is_zero_dimensional isolate isprime
        itermonomials jacobi jacobi_normalized jacobi_poly jacobi_symbol jn jn_zeros jordan_cell jscode julia_code
        kronecker_product kronecker_symbol kroneckersimp laguerre laguerre_poly laplace_correspondence
        laplace_initial_conds laplace_transform latex lcm lcm_list legendre legendre_poly legendre_symbol lerchphi
        lex li limit limit_seq line_integrate linear_eq_to_matrix linsolve list2numpy ln log logcombine loggamma
        lowergamma lucas maple_code marcumq mathematica_code mathieuc mathieucprime mathieus mathieusprime mathml
        matrix2numpy matrix_multiply_elementwise matrix_symbols maximum meijerg mellin_transform
        mersenne_prime_exponent minimal_polynomial minimum minpoly mobius mobius_transform mod_inverse monic
        motzkin multigamma multiline_latex multinomial_coefficients multiplicity n_order nan nextprime nfloat
        nonlinsolve not_empty_in npartitions nroots nsimplify nsolve nth_power_roots_poly nthroot_mod ntt
        num_digits numbered_symbols numer octave_code ode_order ones oo ord0 ordered parallel_poly_from_expr
        partition pde_separate pde_separate_add pde_separate_mul pdiv pdsolve per perfect_power periodic_argument
        periodicity permutedims pexquo pi piecewise_exclusive piecewise_fold polar_lift polarify pollard_pm1
        pollard_rho poly poly_from_expr polygamma polylog posify postfixes postorder_traversal powdenest powsimp
        pquo prefixes prem preorder_traversal pretty prevprime prime prime_decomp prime_valuation primefactors
        primenu primeomega primepi primerange primitive primitive_element primitive_root primorial
        principal_branch prod product proper_divisor_count proper_divisors pycode python quadratic_congruence
        quadratic_residues quo rad radsimp randMatrix random_poly randprime rational_interpolate ratsimp
        ratsimpmodprime rcode rcollect re real_root real_roots reduce_abs_inequalities reduce_abs_inequality
        reduce_inequalities reduced reduced_totient refine refine_root rem reshape residue resultant rf riemann_xi
        ring root rootof roots rot_axis1 rot_axis2 rot_axis3 rot_ccw_axis1 rot_ccw_axis2 rot_ccw_axis3 rot_givens
        rotations round_two rsolve rsolve_hyper rsolve_poly rsolve_ratio rust_code satisfiable sec sech
        separatevars sequence series seterr sfield shape sieve sift sign signsimp simplify simplify_logic sin sinc
        sine_transform singularities singularityintegrate sinh smtlib_code solve solve_linear solve_linear_system
        solve_linear_system_LU solve_poly_inequality solve_poly_system solve_rational_inequalities
        solve_triangulated solve_undetermined_coeffs solve_univariate_inequality solveset sqf sqf_list sqf_norm
        sqf_part sqrt sqrt_mod sqrt_mod_iter sqrtdenest srepr sring sstr sstrrepr stationary_points stieltjes
        sturm subfactorial subresultants subsets substitution summation swinnerton_dyer_poly symarray symbols
        symmetric_poly symmetrize sympify take tan tanh tensorcontraction tensordiagonal tensorproduct terms_gcd
        to_cnf to_dnf to_nnf to_number_field together topological_sort total_degree totient trace trailing
        transpose tribonacci trigamma trigsimp true trunc unbranched_argument unflatten unpolarify uppergamma
        variations viete wronskian xfield xring yn zeros zeta zoo""",
    "sympy.abc": """
        A B C D E F G H I J K L M N O P Q R S T U V W X Y Z a alpha annotations b beta c chi d delta e epsilon eta
        f g gamma greeks h i iota j k kappa l lamda m mu n ns nu o omega omicron p phi pi psi q r rho s sigma
        symbols t tau theta u upsilon v w x xi y z zeta""",
    "sympy.calculus": "",
    "sympy.combinatorics": """
        AbelianGroup AlternatingGroup Collector Coset Cycle CyclicGroup DihedralGroup DirectProduct GrayCode
        IntegerPartition Partition Permutation PermutationGroup PolycyclicGroup Polyhedron Prufer RGS_enum
        RGS_rank RGS_unrank RubikGroup Subset SymmetricGroup SymmetricPermutationGroup alternating cube cyclic
        dihedral dodecahedron free_group icosahedron octahedron symmetric tetrahedron""",
    "sympy.core": "",
    "sympy.functions": "udivisor_sigma",
    "sympy.functions.combinatorial": "",
    "sympy.functions.combinatorial.factorials": "",
    "sympy.geometry": "",
    "sympy.integrals": "",
    "sympy.logic": "gateinputcount",
    "sympy.logic.boolalg": """
        ANFform Boolean BooleanAtom BooleanFalse BooleanFunction BooleanTrue Exclusive Xnor anf_coeffs as_Boolean
        bool_maxterm bool_minterm bool_monomial conjuncts disjuncts distribute_and_over_or distribute_or_over_and
        distribute_xor_over_and eliminate_implications gateinputcount is_anf is_cnf is_dnf is_literal is_nnf
        simplify_univariate term_to_integer to_anf to_int_repr truth_table""",
    "sympy.matrices": "",
    "sympy.ntheory": """
        count_digits digits dra drm ecm is_gaussian_prime is_palindromic multiplicity_in_factorial
        polynomial_congruence qs qs_factor""",
    "sympy.parsing": "",
    "sympy.parsing.sympy_parser": """
        auto_number auto_symbol convert_equals_signs convert_xor factorial_notation function_exponentiation
        implicit_application implicit_multiplication implicit_multiplication_application lambda_notation
        rationalize repeated_decimals split_symbols standard_transformations""",
    "sympy.physics": "",
    "sympy.physics.units": """
        A Bq C D Da Dimension DimensionSystem F G Gy H Hz J K L N Pa Quantity R S T Unit UnitSystem V W Wb Z0
        acceleration acceleration_due_to_gravity action amount amount_of_substance ampere amperes amu amus
        angstrom angstroms angular_mil angular_mils anomalistic_year anomalistic_years area astronomical_unit
        astronomical_units atm atmosphere atmospheres atomic_mass_constant atomic_mass_unit atto au avogadro
        avogadro_constant avogadro_number bar bars becquerel bit bits boltzmann boltzmann_constant byte c cL
        candela candelas capacitance cd centi centiliter centiliters centimeter centimeters charge cl cm
        common_year common_years conductance convert_to coulomb coulomb_constant coulombs current dHg0 dL dalton
        day days deca deci deciliter deciliters decimeter decimeters deg degree degrees dioptre dl dm
        draconic_year draconic_years e0 eV electric_constant electric_force_constant electron_rest_mass
        electronvolt electronvolts elementary_charge energy exa exbi exbibyte exbibytes farad faraday_constant
        farads feet femto foot force frequency ft full_moon_cycle full_moon_cycles g gaussian_year gaussian_years
        gee gees gibi gibibyte gibibytes giga gram grams gravitational_constant gray h ha hbar hectare hecto henry
        henrys hertz hour hours hz impedance inch inches inductance josephson_constant joule joules julian_year
        julian_years kPa kat katal kelvin kelvins kg kibi kibibyte kibibytes kilo kilogram kilograms kilometer
        kilometers km l length lightyear lightyears liter liters luminosity luminous_intensity lux lx ly m mL
        magnetic_constant magnetic_density magnetic_flux magnetic_flux_density mass me mebi mebibyte mebibytes
        mega meter meters metric_ton mg mho mhos mi micro microgram micrograms micrometer micrometers micron
        microns microsecond microseconds mil mile miles milli milli_mass_unit milligram milligrams milliliter
        milliliters millimeter millimeters millisecond milliseconds minute minutes ml mm mmHg mmu mmus mol
        molar_gas_constant mole moles momentum ms nano nanometer nanometers nanosecond nanoseconds nautical_mile
        nautical_miles newton newtons nm nmi ns ohm ohms optical_power pa pascal pascals pebi pebibyte pebibytes
        percent percents permille peta pico picometer picometers picosecond picoseconds planck planck_acceleration
        planck_angular_frequency planck_area planck_charge planck_current planck_density planck_energy
        planck_energy_density planck_force planck_impedance planck_intensity planck_length planck_mass
        planck_momentum planck_power planck_pressure planck_temperature planck_time planck_voltage planck_volume
        pm pound pounds power pressure ps psi quart quarts rad radian radians s second seconds sidereal_year
        sidereal_years siemens speed speed_of_light sr stefan stefan_boltzmann_constant steradian steradians t
        tebi tebibyte tebibytes temperature tera tesla teslas time tonne torr tropical_year tropical_years u0 ug
        um us v vacuum_impedance vacuum_permeability vacuum_permittivity velocity volt voltage volts volume
        von_klitzing_constant watt watts wb weber webers yard yards yd year years yocto yotta zepto zetta""",
    "sympy.polys": "andre_poly bernoulli_c_poly bernoulli_poly euler_poly genocchi_poly",
    "sympy.series": "",
    "sympy.sets": "",
    "sympy.simplify": "",
    "sympy.solvers": "linprog lpmax lpmin",
    "sympy.stats": """
        Arcsin Benini Bernoulli BernoulliProcess Beta BetaBinomial BetaNoncentral BetaPrime Binomial BoundedPareto
        Cauchy CentralMoment Chi ChiNoncentral ChiSquared CircularEnsemble CircularOrthogonalEnsemble
        CircularSymplecticEnsemble CircularUnitaryEnsemble Coin ContinuousDistributionHandmade
        ContinuousMarkovChain ContinuousRV Covariance CrossCovarianceMatrix Dagum Davis Die Dirichlet
        DiscreteDistributionHandmade DiscreteMarkovChain DiscreteRV DiscreteTimeStochasticProcess DiscreteUniform
        E Erlang ExGaussian Expectation ExpectationMatrix Exponential ExponentialPower FDistribution
        FiniteDistributionHandmade FiniteRV FisherZ FlorySchulz Frechet Gamma GammaInverse GammaProcess
        GaussianEnsemble GaussianInverse GaussianOrthogonalEnsemble GaussianSymplecticEnsemble
        GaussianUnitaryEnsemble GeneralizedMultivariateLogGamma GeneralizedMultivariateLogGammaOmega
        GeneratorMatrixOf Geometric Gompertz Gumbel H Hermite Hypergeometric IdealSoliton JointEigenDistribution
        JointRV Kumaraswamy Laplace Levy LogCauchy LogLogistic LogNormal Logarithmic Logistic LogitNormal Lomax
        MatrixGamma MatrixNormal MatrixStudentT Maxwell Moment Moyal Multinomial MultivariateBeta
        MultivariateEwens MultivariateLaplace MultivariateNormal MultivariateT Nakagami NegativeBinomial
        NegativeMultinomial Normal NormalGamma P Pareto Poisson PoissonProcess PowerFunction Probability
        QuadraticU Rademacher RaisedCosine Rayleigh Reciprocal RobustSoliton ShiftedGompertz Skellam
        StochasticProcess StochasticStateSpaceOf StudentT TransitionMatrixOf Trapezoidal Triangular Uniform
        UniformSum Variance VarianceMatrix VonMises Wald Weibull WienerProcess WignerSemicircle Wishart YuleSimon
        Zeta cdf characteristic_function cmoment correlation coskewness covariance density dependent entropy
        factorial_moment given independent joint_eigen_distribution kurtosis level_spacing_distribution
        marginal_distribution median moment moment_generating_function pspace quantile random_symbols sample
        sample_iter sample_stochastic_process sampling_density skewness smoment std variance where""",
    "sympy.utilities": "",
    "sympy.utilities.iterables": """
        NotIterable binary_partitions bracelets common_prefix common_suffix connected_components filter_symbols
        generate_bell generate_derangements generate_involutions generate_oriented_forest ibin iproduct
        is_palindromic is_sequence iterable kbins least_rotation minlex multiset multiset_combinations
        multiset_derangements multiset_partitions multiset_permutations necklaces ordered_partitions partitions
        permute_signs random_derangement rotate_left rotate_right roundrobin runs sequence_partitions
        sequence_partitions_empty signed_permutations strongly_connected_components uniq""",
    "sympy.vector": """
        AxisOrienter BaseDyadic BaseScalar BaseVector BodyOrienter CoordSys3D Cross Curl Del Divergence Dot Dyadic
        DyadicAdd DyadicMul DyadicZero Gradient ImplicitRegion Laplacian ParametricIntegral ParametricRegion Point
        QuaternionOrienter SpaceOrienter Vector VectorAdd VectorKind VectorMul VectorZero cross curl
        directional_derivative divergence dot express gradient is_conservative is_solenoidal laplacian
        matrix_to_vector parametric_region_list scalar_potential scalar_potential_difference vector_integrate""",
}

# Modules that show, beside their own names, those of another that they have, too.
MIRRORS = {
    "sympy.ntheory": "sympy",
    "sympy.geometry": "sympy",
    "sympy.solvers": "sympy",
    "sympy.functions": "sympy",
    "sympy.logic": "sympy",
    "sympy.logic.boolalg": "sympy",
    "sympy.matrices": "sympy",
    "sympy.integrals": "sympy",
    "sympy.series": "sympy",
    "sympy.simplify": "sympy",
    "sympy.polys": "sympy",
    "sympy.core": "sympy",
    "sympy.calculus": "sympy",
    "sympy.sets": "sympy",
    "sympy.utilities.iterables": "sympy",
    "sympy.functions.combinatorial.factorials": "sympy",
    "sympy.combinatorics": "sympy",
}
