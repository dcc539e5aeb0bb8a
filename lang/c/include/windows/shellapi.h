#ifndef _INC_SHELLAPI
#define _INC_SHELLAPI
#include <windef.h>
DECLARE_HANDLE(HDROP);
#endif
