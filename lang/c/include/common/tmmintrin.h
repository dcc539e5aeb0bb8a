#include <pmmintrin.h>
