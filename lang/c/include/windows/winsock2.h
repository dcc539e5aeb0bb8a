#ifndef _WINSOCK2API_
#define _WINSOCK2API_
#ifndef _WINSOCKAPI_
#define _WINSOCKAPI_
#endif
#ifndef INCL_WINSOCK_API_PROTOTYPES
#define INCL_WINSOCK_API_PROTOTYPES 1
#endif
#include <bits/winsock.h>
#include <ws2def.h>
#define WINSOCK_VERSION 0x0202
#define WINSOCK_API_LINKAGE DECLSPEC_IMPORT
#undef WSAAPI
#define WSAAPI FAR PASCAL
#define PF_INET6 AF_INET6
#undef SOMAXCONN
#define SOMAXCONN 0x7fffffff
#define SOMAXCONN_HINT(b) (-(b))
#define MSG_WAITALL 8
#define SD_RECEIVE 0
#define SD_SEND 1
#define SD_BOTH 2
#define WSAEVENT HANDLE
#define LPWSAEVENT LPHANDLE
#define WSAOVERLAPPED OVERLAPPED
typedef struct _OVERLAPPED *LPWSAOVERLAPPED;
typedef unsigned int GROUP;
typedef struct _WSANETWORKEVENTS { long lNetworkEvents; int iErrorCode[10]; } WSANETWORKEVENTS, *LPWSANETWORKEVENTS;
typedef struct _WSAPROTOCOLCHAIN { int ChainLen; DWORD ChainEntries[7]; } WSAPROTOCOLCHAIN, *LPWSAPROTOCOLCHAIN;
typedef struct _WSAPROTOCOL_INFOW {
  DWORD dwServiceFlags1, dwServiceFlags2, dwServiceFlags3, dwServiceFlags4, dwProviderFlags;
  GUID ProviderId;
  DWORD dwCatalogEntryId;
  WSAPROTOCOLCHAIN ProtocolChain;
  int iVersion, iAddressFamily, iMaxSockAddr, iMinSockAddr, iSocketType, iProtocol, iProtocolMaxOffset, iNetworkByteOrder, iSecurityScheme;
  DWORD dwMessageSize, dwProviderReserved;
  WCHAR szProtocol[256];
} WSAPROTOCOL_INFOW, *LPWSAPROTOCOL_INFOW;
typedef struct pollfd { SOCKET fd; SHORT events, revents; } WSAPOLLFD, *PWSAPOLLFD, *LPWSAPOLLFD;
typedef void (CALLBACK *LPWSAOVERLAPPED_COMPLETION_ROUTINE)(DWORD, DWORD, LPWSAOVERLAPPED, DWORD);
#define WSA_INVALID_EVENT ((WSAEVENT)NULL)
#define POLLRDNORM 256
#define POLLRDBAND 512
#define POLLIN 768
#define POLLPRI 1024
#define POLLWRNORM 16
#define POLLOUT 16
#define POLLWRBAND 32
#define POLLERR 1
#define POLLHUP 2
#define POLLNVAL 4
#define FD_READ 1
#define FD_WRITE 2
#define FD_OOB 4
#define FD_ACCEPT 8
#define FD_CONNECT 16
#define FD_CLOSE 32
#define WSA_FLAG_OVERLAPPED 1
#define WSA_IO_PENDING 997L
#define WSA_IO_INCOMPLETE 996L
#define WSA_INVALID_HANDLE 6L
#define WSA_NOT_ENOUGH_MEMORY 8L
#define WSA_OPERATION_ABORTED 995L
#define WSA_WAIT_FAILED 0xffffffffUL
#define WSA_WAIT_TIMEOUT 258L
#define WSA_INFINITE 0xffffffffU
#define SO_EXCLUSIVEADDRUSE (-5)
#define SO_PROTOCOL_INFOW 8197
#define SIO_GET_EXTENSION_FUNCTION_POINTER 0xc8000006U
#endif
