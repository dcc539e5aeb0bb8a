#ifndef __IPHLPAPI_H__
#define __IPHLPAPI_H__
#include <winsock2.h>
#include <ws2ipdef.h>
typedef ULONG NET_IFINDEX, IF_INDEX, *PIF_INDEX;
typedef union _NET_LUID_LH { ULONG64 Value; struct { ULONG64 Reserved : 24, NetLuidIndex : 24, IfType : 16; } Info; } NET_LUID_LH, *PNET_LUID_LH, NET_LUID, *PNET_LUID, IF_LUID, *PIF_LUID;
typedef struct { char String[16]; } IP_ADDRESS_STRING, *PIP_ADDRESS_STRING, IP_MASK_STRING, *PIP_MASK_STRING;
typedef struct _IP_ADDR_STRING { struct _IP_ADDR_STRING *Next; IP_ADDRESS_STRING IpAddress; IP_MASK_STRING IpMask; DWORD Context; } IP_ADDR_STRING, *PIP_ADDR_STRING;
#define MAX_ADAPTER_ADDRESS_LENGTH 8
#endif
