#ifndef _ASM_GENERIC_IOCTL_H
#define _ASM_GENERIC_IOCTL_H
#define _IOC_NONE 0U
#define _IOC_WRITE 1U
#define _IOC_READ 2U
#define _IOC(d, t, n, s) (((d) << 30) | ((t) << 8) | ((n) << 0) | ((s) << 16))
#define _IO(t, n) _IOC(_IOC_NONE, (t), (n), 0)
#define _IOR(t, n, s) _IOC(_IOC_READ, (t), (n), (sizeof(s)))
#define _IOW(t, n, s) _IOC(_IOC_WRITE, (t), (n), (sizeof(s)))
#define _IOWR(t, n, s) _IOC(_IOC_READ | _IOC_WRITE, (t), (n), (sizeof(s)))
#define _IOC_DIR(n) (((n) >> 30) & 3)
#define _IOC_TYPE(n) (((n) >> 8) & 255)
#define _IOC_NR(n) ((n) & 255)
#define _IOC_SIZE(n) (((n) >> 16) & 16383)
#endif
