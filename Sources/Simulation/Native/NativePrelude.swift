/// What every native source begins with, after the number of lanes and the type `T` of a number and
/// `I` of an integer as wide: vectors, and the functions of `Lanes` and `Exponentials` over them.
let nativePrelude = """
  typedef T V __attribute__((vector_size(LANES * sizeof(T))));
  typedef I M __attribute__((vector_size(LANES * sizeof(T))));
  typedef double D __attribute__((vector_size(LANES * sizeof(double))));
  typedef long L __attribute__((vector_size(LANES * sizeof(double))));
  #define INLINE static inline __attribute__((always_inline))
  double sin(double), cos(double), atan2(double, double), pow(double, double);
  INLINE V splat(T x) { V r; for (int i = 0; i < LANES; i++) r[i] = x; return r; }
  INLINE V load(const T *p) { V r; __builtin_memcpy(&r, p, sizeof r); return r; }
  INLINE void store(T *p, V x) { __builtin_memcpy(p, &x, sizeof x); }
  #if defined(__clang__) && LANES > 1
  // A bit for each lane.
  typedef _Bool B __attribute__((ext_vector_type(LANES)));
  INLINE void keep(char *p, M m) {
    B bits = __builtin_convertvector(m, B);
    __builtin_memcpy(p, &bits, LANES / 8);
  }
  #else
  // A bit for each lane. The product moves the lowest bit of byte 0, the second of byte 1 and so on into
  // the highest byte.
  INLINE void keep(char *p, M m) {
    typedef char C __attribute__((vector_size(LANES)));
    C bytes = __builtin_convertvector(m, C);
    for (int i = 0; i < LANES; i += 8) {
      unsigned long eight = 0;
      __builtin_memcpy(&eight, (char *)&bytes + i, LANES < 8 ? LANES : 8);
      p[i / 8] = (eight & 0x8040201008040201) * 0x0101010101010101 >> 56;
    }
  }
  #endif
  INLINE D widen(V x) { return __builtin_convertvector(x, D); }
  INLINE V narrow(D x) { return __builtin_convertvector(x, V); }
  INLINE V choose(M m, V a, V b) { return (V)((m & (M)a) | (~m & (M)b)); }
  INLINE V flag(M m) { return (V)(m & (M)splat(1)); }
  INLINE V least(V a, V b) { return choose(b < a, b, a); }
  INLINE V greatest(V a, V b) { return choose(b >= a, b, a); }
  INLINE V square(V a) { return a * a; }
  INLINE V absolute(V a) { V r; for (int i = 0; i < LANES; i++) r[i] = __builtin_fabs(a[i]); return r; }
  INLINE V root(V a) {
    V r;
    for (int i = 0; i < LANES; i++) r[i] = sizeof(T) == 8 ? __builtin_sqrt(a[i]) : __builtin_sqrtf(a[i]);
    return r;
  }
  INLINE V down(V a) { V r; for (int i = 0; i < LANES; i++) r[i] = __builtin_floor(a[i]); return r; }
  INLINE V up(V a) { V r; for (int i = 0; i < LANES; i++) r[i] = __builtin_ceil(a[i]); return r; }
  INLINE V nearest(V a) { V r; for (int i = 0; i < LANES; i++) r[i] = __builtin_rint(a[i]); return r; }
  INLINE V sign(V a) { return flag(splat(0) < a) - flag(a < splat(0)); }
  INLINE V sine(V a) { V r; for (int i = 0; i < LANES; i++) r[i] = sin(a[i]); return r; }
  INLINE V cosine(V a) { V r; for (int i = 0; i < LANES; i++) r[i] = cos(a[i]); return r; }
  INLINE V arctangent(V a, V b) { V r; for (int i = 0; i < LANES; i++) r[i] = atan2(a[i], b[i]); return r; }
  static double raised(double x, double y) {
    if (y != __builtin_rint(y) || __builtin_fabs(y) >= 0x1p20) {
      return x >= 0 && !(x == 0 && y == 0) ? pow(x, y) : __builtin_nan("");
    }
    long whole = y, size = whole < 0 ? -whole : whole;
    if (size > 16) return pow(x, y);
    if (size == 0) return 1;
    double r = x;
    for (int bit = 62 - __builtin_clzl(size); bit >= 0; bit--) {
      r = r * r;
      if (size >> bit & 1) r = r * x;
    }
    return whole < 0 ? 1 / r : r;
  }
  INLINE V raise(V a, V b) { V r; for (int i = 0; i < LANES; i++) r[i] = raised(a[i], b[i]); return r; }

  INLINE D wide(double x) { D r; for (int i = 0; i < LANES; i++) r[i] = x; return r; }
  INLINE D pick(L m, D a, D b) { return (D)((m & (L)a) | (~m & (L)b)); }
  INLINE D powerOfTwo(D power) { return (D)((L)(power + (0x1.8p52 + 1023)) << 52); }
  INLINE D halved(D power) { return (power * 0.5 + 0x1.8p52) - 0x1.8p52; }
  INLINE D bounded(D x) {
    D capped = pick(x > 710.0, wide(710), x);
    return pick(capped < -746.0, wide(-746), capped);
  }
  INLINE D reduced(D x, D *power) {
    *power = (x * 0x1.71547652b82fep+0 + 0x1.8p52) - 0x1.8p52;
    D r = (x - *power * 0x1.62e42feep-1) - *power * 0x1.a39ef35793c76p-33;
    D z = r * r;
    D sum = 1 / 479001600.0 + 1 / 6227020800.0 * r;
    sum = (1 / 3628800.0 + 1 / 39916800.0 * r) + sum * z;
    sum = (1 / 40320.0 + 1 / 362880.0 * r) + sum * z;
    sum = (1 / 720.0 + 1 / 5040.0 * r) + sum * z;
    sum = (1 / 24.0 + 1 / 120.0 * r) + sum * z;
    sum = (1 / 2.0 + 1 / 6.0 * r) + sum * z;
    return r + sum * z;
  }
  INLINE D exponential(D x) {
    D power, change = reduced(bounded(x), &power), half = halved(power);
    return (1.0 + change) * powerOfTwo(half) * powerOfTwo(power - half);
  }
  INLINE D exponentialMinusOne(D x) {
    D power, change = reduced(bounded(x), &power), half = halved(power);
    D first = powerOfTwo(half), second = powerOfTwo(power - half);
    D near = change * first * second + (first * second - 1.0);
    D far = (change + 1.0) * first * second - 1.0;
    return pick((power <= 52.0) & (power >= -52.0), near, far);
  }
  INLINE D relativeExponential(D x) {
    return pick(x == 0.0, wide(1), exponentialMinusOne(x) / x);
  }
  INLINE D logistic(D x) { return 1.0 / (1.0 + exponential(-x)); }
  INLINE D hyperbolicTangent(D x) {
    L sign = (L)x & (L)wide(-0.0);
    D size = (D)((L)x ^ sign);
    D capped = pick(size > 22.0, wide(22), size);
    D change = exponentialMinusOne(capped + capped);
    return (D)((L)(change / (change + 2.0)) & ~(L)wide(-0.0) | sign);
  }
  INLINE D logarithm(D x) {
    L isSubnormal = x < 0x1p-1022;
    L bits = (L)pick(isSubnormal, x * 0x1p54, x);
    D fraction = (D)((bits & ((1L << 52) - 1)) | (L)wide(1));
    typedef unsigned long U __attribute__((vector_size(LANES * sizeof(double))));
    D biased = (D)((L)((U)bits >> 52) | (L)wide(0x1p52)) - (0x1p52 + 1023);
    L isLarge = fraction > 0x1.6a09e667f3bcdp+0;
    D m = pick(isLarge, fraction * 0.5, fraction);
    D k = biased - pick(isSubnormal, wide(54), wide(0)) + pick(isLarge, wide(1), wide(0));
    D f = m - 1.0, s = f / (2.0 + f), z = s * s;
    D series = wide(2 / 21.0);
    series = 2 / 19.0 + series * z;
    series = 2 / 17.0 + series * z;
    series = 2 / 15.0 + series * z;
    series = 2 / 13.0 + series * z;
    series = 2 / 11.0 + series * z;
    series = 2 / 9.0 + series * z;
    series = 2 / 7.0 + series * z;
    series = 2 / 5.0 + series * z;
    series = 2 / 3.0 + series * z;
    D rest = series * z, half = 0.5 * f * f;
    D value = k * 0x1.62e42feep-1
      - ((half - (s * (half + rest) + k * 0x1.a39ef35793c76p-33)) - f);
    D inside = pick(x < __builtin_inf(), value, x);
    D outside = pick(x == 0.0, wide(-__builtin_inf()), wide(__builtin_nan("")));
    return pick(x > 0.0, inside, outside);
  }

  // Some of a row: never beyond the neurons that there are.
  static __attribute__((noinline, cold)) void recordPart(double *p, const double *x, long n) {
    for (long i = 0; i < n; i++) p[i] = x[i];
  }
  INLINE void record(double *row, long rowLength, long width, long step, long lane, V x) {
    D wide = widen(x);
    double *p = row + step * rowLength + lane;
    if (lane + LANES <= width) {
      __builtin_memcpy(p, &wide, sizeof wide);
    } else {
      double part[LANES];
      __builtin_memcpy(part, &wide, sizeof wide);
      recordPart(p, part, width - lane);
    }
  }
  // A later step than any, and how tallies of spikes are kept.
  #define never ((M){} + 0x7fffffff)
  INLINE M either(M m, M a, M b) { return (m & a) | (~m & b); }
  INLINE void tell(int *p, M m) {
    typedef int N __attribute__((vector_size(LANES * sizeof(int))));
    N n = __builtin_convertvector(m, N);
    __builtin_memcpy(p, &n, sizeof n);
  }
  // The first of the lanes.
  INLINE M below(long n) { M m; for (int i = 0; i < LANES; i++) m[i] = i < n ? -1 : 0; return m; }
  INLINE unsigned number(M m) {
  #if defined(__clang__) && LANES > 1
    return -__builtin_reduce_add(m);
  #else
    unsigned n = 0;
    for (int i = 0; i < LANES; i++) n -= m[i];
    return n;
  #endif
  }
  """
