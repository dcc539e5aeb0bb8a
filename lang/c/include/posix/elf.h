#ifndef _ELF_H
#define _ELF_H 1
#include <features.h>
#include <stdint.h>
typedef uint16_t Elf32_Half, Elf64_Half;
typedef uint32_t Elf32_Word, Elf64_Word;
typedef int32_t Elf32_Sword, Elf64_Sword;
typedef uint64_t Elf32_Xword, Elf64_Xword;
typedef int64_t Elf32_Sxword, Elf64_Sxword;
typedef uint32_t Elf32_Addr, Elf32_Off;
typedef uint64_t Elf64_Addr, Elf64_Off;
typedef uint16_t Elf32_Section, Elf64_Section, Elf32_Versym, Elf64_Versym;
#define EI_NIDENT 16
typedef struct { unsigned char e_ident[16]; Elf32_Half e_type, e_machine; Elf32_Word e_version; Elf32_Addr e_entry; Elf32_Off e_phoff, e_shoff; Elf32_Word e_flags; Elf32_Half e_ehsize, e_phentsize, e_phnum, e_shentsize, e_shnum, e_shstrndx; } Elf32_Ehdr;
typedef struct { unsigned char e_ident[16]; Elf64_Half e_type, e_machine; Elf64_Word e_version; Elf64_Addr e_entry; Elf64_Off e_phoff, e_shoff; Elf64_Word e_flags; Elf64_Half e_ehsize, e_phentsize, e_phnum, e_shentsize, e_shnum, e_shstrndx; } Elf64_Ehdr;
typedef struct { Elf32_Word sh_name, sh_type, sh_flags; Elf32_Addr sh_addr; Elf32_Off sh_offset; Elf32_Word sh_size, sh_link, sh_info, sh_addralign, sh_entsize; } Elf32_Shdr;
typedef struct { Elf64_Word sh_name, sh_type; Elf64_Xword sh_flags; Elf64_Addr sh_addr; Elf64_Off sh_offset; Elf64_Xword sh_size; Elf64_Word sh_link, sh_info; Elf64_Xword sh_addralign, sh_entsize; } Elf64_Shdr;
typedef struct { Elf32_Word st_name; Elf32_Addr st_value; Elf32_Word st_size; unsigned char st_info, st_other; Elf32_Section st_shndx; } Elf32_Sym;
typedef struct { Elf64_Word st_name; unsigned char st_info, st_other; Elf64_Section st_shndx; Elf64_Addr st_value; Elf64_Xword st_size; } Elf64_Sym;
typedef struct { Elf32_Addr r_offset; Elf32_Word r_info; } Elf32_Rel;
typedef struct { Elf64_Addr r_offset; Elf64_Xword r_info; } Elf64_Rel;
typedef struct { Elf32_Addr r_offset; Elf32_Word r_info; Elf32_Sword r_addend; } Elf32_Rela;
typedef struct { Elf64_Addr r_offset; Elf64_Xword r_info; Elf64_Sxword r_addend; } Elf64_Rela;
typedef struct { Elf32_Word p_type; Elf32_Off p_offset; Elf32_Addr p_vaddr, p_paddr; Elf32_Word p_filesz, p_memsz, p_flags, p_align; } Elf32_Phdr;
typedef struct { Elf64_Word p_type, p_flags; Elf64_Off p_offset; Elf64_Addr p_vaddr, p_paddr; Elf64_Xword p_filesz, p_memsz, p_align; } Elf64_Phdr;
typedef struct { Elf32_Sword d_tag; union { Elf32_Word d_val; Elf32_Addr d_ptr; } d_un; } Elf32_Dyn;
typedef struct { Elf64_Sxword d_tag; union { Elf64_Xword d_val; Elf64_Addr d_ptr; } d_un; } Elf64_Dyn;
typedef struct { Elf32_Word n_namesz, n_descsz, n_type; } Elf32_Nhdr;
typedef struct { Elf64_Word n_namesz, n_descsz, n_type; } Elf64_Nhdr;
typedef struct { Elf32_Word ch_type, ch_size, ch_addralign; } Elf32_Chdr;
typedef struct { Elf64_Word ch_type, ch_reserved; Elf64_Xword ch_size, ch_addralign; } Elf64_Chdr;
typedef struct { Elf32_Half si_boundto, si_flags; } Elf32_Syminfo;
typedef struct { Elf64_Half si_boundto, si_flags; } Elf64_Syminfo;
typedef struct { Elf32_Half vd_version, vd_flags, vd_ndx, vd_cnt; Elf32_Word vd_hash, vd_aux, vd_next; } Elf32_Verdef, Elf64_Verdef;
typedef struct { Elf32_Word vda_name, vda_next; } Elf32_Verdaux, Elf64_Verdaux;
typedef struct { Elf32_Half vn_version, vn_cnt; Elf32_Word vn_file, vn_aux, vn_next; } Elf32_Verneed, Elf64_Verneed;
typedef struct { Elf32_Word vna_hash; Elf32_Half vna_flags, vna_other; Elf32_Word vna_name, vna_next; } Elf32_Vernaux, Elf64_Vernaux;
typedef struct { Elf32_Xword m_value; Elf32_Word m_info, m_poffset; Elf32_Half m_repeat, m_stride; } Elf32_Move;
typedef struct { Elf64_Xword m_value, m_info, m_poffset; Elf64_Half m_repeat, m_stride; } Elf64_Move;
typedef struct { Elf32_Word l_name, l_time_stamp, l_checksum, l_version, l_flags; } Elf32_Lib, Elf64_Lib;
typedef struct { uint32_t a_type; union { uint32_t a_val; } a_un; } Elf32_auxv_t;
typedef struct { uint64_t a_type; union { uint64_t a_val; } a_un; } Elf64_auxv_t;
enum { ELFCLASSNONE, ELFCLASS32, ELFCLASS64, ELFDATANONE = 0, ELFDATA2LSB, ELFDATA2MSB, EV_CURRENT = 1, ET_NONE = 0, ET_REL, ET_EXEC, ET_DYN, ET_CORE, EM_NONE = 0, EM_386 = 3, EM_ARM = 40, EM_X86_64 = 62, EM_AARCH64 = 183, SHN_UNDEF = 0, PT_NULL = 0, PT_LOAD, PT_DYNAMIC };
#define SHF_COMPRESSED 2048
#define ELFCOMPRESS_ZLIB 1
#define ELFMAG "\177ELF"
#endif
