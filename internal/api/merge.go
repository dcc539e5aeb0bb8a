package api

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A ConflictError says that two sides changed one fact of a surface differently.
type ConflictError struct {
	Line string // what of the surface, as the format writes it
}

func (e *ConflictError) Error() string { return fmt.Sprintf("both sides changed %q", e.Line) }

// Merge joins what two sides made of one recorded surface. Each fact is a line
// of its own, so that lines are merged as a set, by what they are about; git's
// own merge would find conflicts between neighbours. What is returned can be
// read. An error is a *FormatError or a *ConflictError.
func Merge(base, ours, theirs []byte) ([]byte, error) {
	var heads, bodies [3]map[string]string
	for i, text := range [][]byte{base, ours, theirs} {
		if i == 0 && len(text) == 0 { // both sides added the file
			heads[i], bodies[i] = map[string]string{}, map[string]string{}
			continue
		}
		s, err := Read(bytes.NewReader(text))
		if err != nil {
			return nil, err
		}
		heads[i], bodies[i] = byTopic(s, text)
	}
	head, err := mergeTopics(heads)
	if err != nil {
		return nil, err
	}
	body, err := mergeTopics(bodies)
	if err != nil {
		return nil, err
	}
	lines := slices.Sorted(maps.Values(body))
	var b strings.Builder
	fmt.Fprintf(&b, "%s%d\n", formatMagic, formatVersion)
	for _, h := range new(Surface).header() {
		b.WriteString(head[h.name] + "\n")
	}
	b.WriteByte('\n')
	for _, l := range lines {
		b.WriteString(l + "\n")
	}
	b.WriteString(formatEnd + "\n")
	merged := []byte(b.String())
	if _, err := Read(bytes.NewReader(merged)); err != nil {
		return nil, err // one side removed what the other's facts are about
	}
	return merged, nil
}

// byTopic splits a recorded surface into lines by what they are about: an item,
// a fact of one, a gap.
func byTopic(s *Surface, text []byte) (head, body map[string]string) {
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	names := s.header()
	head, body = make(map[string]string, len(names)), make(map[string]string, len(lines))
	for i, h := range names {
		head[h.name] = lines[1+i]
	}
	for _, l := range lines[2+len(names) : len(lines)-1] {
		f := strings.SplitN(l, "\t", 3)
		topic := f[0]
		switch {
		case strings.HasPrefix(f[1], "~"):
			topic += "\t" + f[1]
		case strings.HasPrefix(f[1], "!"): // several of one scope
			topic = l
		}
		body[topic] = l
	}
	return head, body
}

func mergeTopics(sides [3]map[string]string) (map[string]string, error) {
	base, ours, theirs := sides[0], sides[1], sides[2]
	all := map[string]bool{}
	for _, s := range sides {
		for topic := range s {
			all[topic] = true
		}
	}
	merged := map[string]string{}
	for _, topic := range slices.Sorted(maps.Keys(all)) {
		b, o, t := base[topic], ours[topic], theirs[topic]
		pick := o
		switch {
		case o == t || t == b:
		case o == b:
			pick = t
		default:
			return nil, &ConflictError{topic}
		}
		if pick != "" {
			merged[topic] = pick
		}
	}
	return merged, nil
}
