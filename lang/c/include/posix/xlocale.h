#include <bits/locale_t.h>
