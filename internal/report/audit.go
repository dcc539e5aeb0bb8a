package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/fatih/color"
)

// An AuditPart is a title with lines below it.
type AuditPart struct {
	Title string
	Lines []string
}

// WriteAudit writes what an audit of release notes found. Parts without lines
// are left out, but for the last, which sums up.
func WriteAudit(w io.Writer, parts []AuditPart, term Terminal) error {
	p := &painter{term}
	var b strings.Builder
	for i, part := range parts {
		if len(part.Lines) == 0 && i < len(parts)-1 {
			continue
		}
		fmt.Fprintf(&b, "%s\n", p.paint(Plain(part.Title), color.Bold))
		for _, l := range part.Lines {
			b.WriteString(wrap("- "+Plain(l), term.Width) + "\n")
		}
		if i < len(parts)-1 {
			b.WriteByte('\n')
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
