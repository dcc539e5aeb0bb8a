package source

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
)

// Bounds of an archive. They are far above any real package, and keep a hostile
// one from exhausting memory.
const (
	maxArchiveFiles = 200_000
	maxArchiveBytes = 2 << 30  // unpacked, all files together
	maxTarBytes     = 1 << 30  // unpacked, held in memory
	maxRatio        = 250      // unpacked to packed size …
	minRatioBytes   = 64 << 20 // … of archives at least this large unpacked
	maxLinkTarget   = 4096
	maxNameBytes    = 4096
	maxNameDepth    = 256
)

// hostile is an archive that no packaging tool makes.
func (s *Source) hostile(format string, args ...any) error {
	return &Error{Spec: s.Spec, Reason: "refused: " + fmt.Sprintf(format, args...),
		Hint: "if the archive is sound, unpack it yourself and name the directory"}
}

func (s *Source) damaged(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return &Error{Spec: s.Spec, Reason: "the archive is truncated", Hint: "fetch it again"}
	}
	return &Error{Spec: s.Spec, Reason: "the archive is damaged: " + err.Error(), Hint: "fetch it again"}
}

// memberName checks a name in an archive and returns it as a tree has it.
func (s *Source) memberName(name string) (string, error) {
	clean := strings.TrimSuffix(name, "/")
	clean = strings.TrimPrefix(clean, "./")
	if clean == "" || clean == "." {
		return ".", nil
	}
	if len(clean) > maxNameBytes || strings.Count(clean, "/") > maxNameDepth {
		return "", s.hostile("it has a name of %d bytes", len(clean))
	}
	if !fs.ValidPath(clean) || strings.ContainsAny(clean, "\\\x00") {
		return "", s.hostile("the name %q leads out of the archive", name)
	}
	return clean, nil
}

// checkLink refuses links that lead out of the archive. Others are left out of
// the tree: what they name is there under its own name.
func (s *Source) checkLink(name, target string) error {
	if path.IsAbs(target) || strings.ContainsAny(target, "\\\x00") || !fs.ValidPath(path.Join(path.Dir(name), target)) {
		return s.hostile("the link %q leads out of the archive, to %q", name, target)
	}
	return nil
}

// openZip opens a .zip or .whl. Members are unpacked when they are read.
func (s *Source) openZip(name string) error {
	z, err := zip.OpenReader(name)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return s.damaged(err)
	}
	s.close = z.Close
	if err := s.zipTree(&z.Reader); err != nil {
		z.Close()
		return err
	}
	return nil
}

func (s *Source) zipTree(z *zip.Reader) error {
	if len(z.File) > maxArchiveFiles {
		return s.hostile("it has %d files, more than %d", len(z.File), maxArchiveFiles)
	}
	t := newTree(func(f *treeFile) ([]byte, error) {
		if f.size > maxBlob {
			return nil, &tooLarge{maxBlob}
		}
		r, err := z.File[f.at].Open()
		if err != nil {
			return nil, err
		}
		defer r.Close()
		// zip.Reader ends the data at the declared size, or reports that it is wrong.
		data := make([]byte, f.size)
		if _, err := io.ReadFull(r, data); err != nil {
			return nil, err
		}
		if _, err := r.Read(make([]byte, 1)); err != io.EOF {
			return nil, errors.New("longer than the archive says")
		}
		return data, nil
	})
	var packed, unpacked uint64
	for i, f := range z.File {
		name, err := s.memberName(f.Name)
		if err != nil {
			return err
		}
		if f.UncompressedSize64 > maxArchiveBytes {
			return s.hostile("it unpacks to more than %d MiB", maxArchiveBytes>>20)
		}
		packed, unpacked = packed+f.CompressedSize64, unpacked+f.UncompressedSize64
		if unpacked > maxArchiveBytes {
			return s.hostile("it unpacks to more than %d MiB", maxArchiveBytes>>20)
		}
		mode := f.Mode()
		switch {
		case mode&fs.ModeSymlink != 0:
			target, err := linkTarget(f)
			if err != nil {
				return s.damaged(err)
			}
			if err := s.checkLink(name, target); err != nil {
				return err
			}
			continue
		case !mode.IsRegular() && !mode.IsDir():
			return s.hostile("%q is neither a file nor a directory", f.Name)
		}
		if name == "." {
			continue
		}
		if !t.add(&treeFile{name: name, dir: mode.IsDir(), size: int64(f.UncompressedSize64), at: i}) {
			return s.hostile("the name %q stands in it twice", f.Name)
		}
	}
	if err := s.checkRatio(int64(packed), int64(unpacked)); err != nil {
		return err
	}
	t.sort()
	s.Tree = t
	return nil
}

func linkTarget(f *zip.File) (string, error) {
	r, err := f.Open()
	if err != nil {
		return "", err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxLinkTarget))
	return string(data), err
}

func (s *Source) checkRatio(packed, unpacked int64) error {
	if unpacked > minRatioBytes && unpacked/max(packed, 1) > maxRatio {
		return s.hostile("it unpacks to %d times its size", unpacked/max(packed, 1))
	}
	return nil
}

// openTarGz unpacks a gzipped tar archive into memory.
func (s *Source) openTarGz(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return &Error{Spec: s.Spec, Reason: "cannot be read: " + cause(err)}
	}
	defer file.Close()
	packed := &countingReader{r: file}
	gz, err := gzip.NewReader(packed)
	if err != nil {
		return s.damaged(err)
	}
	unpacked := &countingReader{r: gz}
	r := tar.NewReader(unpacked)
	var contents [][]byte
	var total int64
	t := newTree(func(f *treeFile) ([]byte, error) { return bytes.Clone(contents[f.at]), nil })
	for n := 0; ; n++ {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return s.damaged(err)
		}
		if n > maxArchiveFiles {
			return s.hostile("it has more than %d files", maxArchiveFiles)
		}
		if h.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		name, err := s.memberName(h.Name)
		if err != nil {
			return err
		}
		f := &treeFile{name: name, size: h.Size}
		switch h.Typeflag {
		case tar.TypeDir:
			f.dir = true
		case tar.TypeSymlink:
			if err := s.checkLink(name, h.Linkname); err != nil {
				return err
			}
			continue
		case tar.TypeLink:
			target, err := s.memberName(h.Linkname)
			if err != nil {
				return err
			}
			old := t.files[target]
			if old == nil || old.dir {
				return s.hostile("the link %q leads to %q, which is not in it", h.Name, h.Linkname)
			}
			f.at, f.size = old.at, old.size
		case tar.TypeReg:
			// The size counts what the archive claims, holes of sparse
			// files included.
			if total += h.Size; total > maxTarBytes {
				return s.hostile("it unpacks to more than %d MiB", maxTarBytes>>20)
			}
			if err := s.checkRatio(packed.n, total-h.Size); err != nil {
				return err
			}
			data, err := io.ReadAll(r) // grows with what is really there
			if err != nil {
				return s.damaged(err)
			}
			f.at = len(contents)
			contents = append(contents, data)
		default:
			return s.hostile("%q is neither a file nor a directory", h.Name)
		}
		if err := s.checkRatio(packed.n, max(total, unpacked.n)); err != nil {
			return err
		}
		if name != "." && !t.add(f) {
			return s.hostile("the name %q stands in it twice", h.Name)
		}
	}
	// The checksum stands behind the end of the tar archive.
	if _, err := io.Copy(io.Discard, io.LimitReader(unpacked, maxTarBytes)); err != nil {
		return s.damaged(err)
	}
	t.sort()
	s.Tree = t
	return nil
}

// A countingReader counts the bytes that passed.
type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
