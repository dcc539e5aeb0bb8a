package golang

import (
	"fmt"
	"strings"
)

// changedFrom names two canonical types, with whole import paths where they
// would look alike without.
func changedFrom(old, new string) string {
	o, n := pretty(old), pretty(new)
	if o == n {
		o, n = strings.ReplaceAll(old, `"`, ""), strings.ReplaceAll(new, `"`, "")
	}
	return fmt.Sprintf("changed from %s to %s", o, n)
}

// maxShown is how much of a constant's value is shown, in characters.
const maxShown = 60

// show shortens a constant value for a message.
func show(value string) string {
	if r := []rune(value); len(r) > maxShown {
		return string(r[:maxShown-1]) + "…"
	}
	return value
}

// showBoth shortens two values around the first place where they differ.
func showBoth(old, new string) (string, string) {
	o, n := []rune(old), []rune(new)
	same := 0
	for same < len(o) && same < len(n) && o[same] == n[same] {
		same++
	}
	if same < maxShown/2 {
		return show(old), show(new)
	}
	from := same - maxShown/3
	return "…" + show(string(o[from:])), "…" + show(string(n[from:]))
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
