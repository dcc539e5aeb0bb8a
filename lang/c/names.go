package c

import (
	"slices"
	"strings"
)

// nameWords splits a name at underscores and where capitals begin, in lower case.
func nameWords(name string) []string {
	var list []string
	start := 0
	flush := func(end int) {
		if end > start {
			list = append(list, strings.ToLower(name[start:end]))
		}
	}
	for i := range len(name) {
		c := name[i]
		switch {
		case c == '_':
			flush(i)
			start = i + 1
		case i > start && 'A' <= c && c <= 'Z' && 'a' <= name[i-1] && name[i-1] <= 'z':
			flush(i)
			start = i
		}
	}
	flush(len(name))
	return list
}

func isWord(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == "" && (s[0] < '0' || s[0] > '9')
}

// isVersion reports whether a name tells the version of the library: what it
// stands for is meant to change.
func isVersion(name string) bool {
	w := nameWords(name)
	for i, word := range w {
		switch strings.TrimRight(word, "0123456789") {
		case "version", "ver":
			// TLS_VERSION_1_2 and TLS1_VERSION are versions of something else.
			digits := func(i int) bool { return i >= 0 && i < len(w) && strings.ContainsAny(w[i], "0123456789") }
			if !digits(i+1) && (!digits(i-1) || i+1 < len(w)) {
				return true
			}
		case "vernum", "versnum", "soversion", "soname", "sonum", "dllnum", "copyright", "patchlevel", "subversion":
			return true
		case "major", "minor", "patch", "micro", "revision", "subrevision", "rev", "build", "release", "timestamp":
			if i == len(w)-1 {
				return true
			}
		case "package":
			if i == len(w)-1 || w[i+1] == "string" || w[i+1] == "tarname" {
				return true
			}
		case "source", "age":
			if i+1 < len(w) && w[i+1] == "id" || i == len(w)-1 && word == "age" {
				return true
			}
		}
	}
	return false
}

// mentionsVersion reports whether a name has a word for a version in it.
func mentionsVersion(name string) bool {
	return slices.ContainsFunc(nameWords(name), func(w string) bool { return w == "version" || w == "ver" })
}
