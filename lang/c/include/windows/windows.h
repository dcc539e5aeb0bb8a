#ifndef _WINDOWS_
#define _WINDOWS_
#define _INC_WINDOWS
#include <winapifamily.h>
#include <sdkddkver.h>
#include <excpt.h>
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#ifndef NOGDI
#include <wingdi.h>
#endif
#ifndef NOUSER
#include <winuser.h>
#endif
#include <winnls.h>
#include <wincon.h>
#include <winver.h>
#include <winreg.h>
#ifndef WIN32_LEAN_AND_MEAN
#include <mmsystem.h>
#include <shellapi.h>
#ifndef _WINSOCKAPI_
#include <winsock.h>
#endif
#include <wincrypt.h>
#include <objbase.h>
#endif
#include <winsvc.h>
#endif
