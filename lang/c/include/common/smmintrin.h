#include <tmmintrin.h>
