#ifndef _WINSOCKAPI_
#define _WINSOCKAPI_
#include <bits/winsock.h>
#define SOMAXCONN 5
#include <ws2def.h>
#define WINSOCK_API_LINKAGE DECLSPEC_IMPORT
#define WSAAPI PASCAL
#endif
