#include <smmintrin.h>
