#ifndef _TERMIOS_H
#define _TERMIOS_H 1
#include <features.h>
typedef int pid_t;
typedef unsigned char cc_t;
typedef unsigned int speed_t;
typedef unsigned int tcflag_t;
#define NCCS 32
struct termios { tcflag_t c_iflag, c_oflag, c_cflag, c_lflag; cc_t c_line, c_cc[32]; speed_t c_ispeed, c_ospeed; };
#define _HAVE_STRUCT_TERMIOS_C_ISPEED 1
#define _HAVE_STRUCT_TERMIOS_C_OSPEED 1
#define CRTSCTS 0x80000000U
enum { VINTR, VQUIT, VERASE, VKILL, VEOF, VTIME, VMIN, VSTART = 8, VSTOP, VSUSP, IGNBRK = 1, BRKINT, IGNPAR = 4, PARMRK = 8, INPCK = 16, ISTRIP = 32, ICRNL = 256, IXON = 1024, IXANY = 2048, IXOFF = 4096, OPOST = 1, ONLCR = 4, CSIZE = 48, CS5 = 0, CS6 = 16, CS7 = 32, CS8 = 48, CSTOPB = 64, CREAD = 128, PARENB = 256, PARODD = 512, HUPCL = 1024, CLOCAL = 2048, ISIG = 1, ICANON, ECHO = 8, ECHOE = 16, ECHOK = 32, IEXTEN = 0x8000, TCIFLUSH = 0, TCOFLUSH, TCIOFLUSH, TCSANOW = 0, TCSADRAIN, TCSAFLUSH, B0 = 0, B300 = 7, B600, B1200, B2400 = 11, B4800, B9600, B19200, B38400, B57600 = 4097, B115200, B230400, B460800, B921600 = 4103 };
#endif
