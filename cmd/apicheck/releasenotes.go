package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/file"
	"github.com/apicheck/apicheck/internal/notes"
	"github.com/apicheck/apicheck/internal/policy"
	"github.com/apicheck/apicheck/internal/project"
	"github.com/apicheck/apicheck/internal/report"
)

// notesFlags say what becomes of the notes.
type notesFlags struct {
	into, audit, template, address string
}

func (a *app) releaseNotesCommand() *cobra.Command {
	var from, at string
	var n notesFlags
	cmd := &cobra.Command{
		Use:   "release-notes OLD NEW",
		Short: "The breaking changes of a release, for its notes",
		Args:  exactArgs("OLD", "NEW"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if n.into != "" && n.audit != "" {
				return &usageError{"--into and --audit are two things", "name one of them"}
			}
			o, err := a.releaseOptions(from, at, "")
			if err != nil {
				return err
			}
			p, err := a.openProject(cmd.Context())
			if err != nil {
				return err
			}
			defer p.Close()
			return a.releaseNotes(cmd.Context(), p, args[0], args[1], o, n)
		},
	}
	a.addProject(cmd)
	f := cmd.Flags()
	f.StringVarP(&a.common.output, "output", "o", "", "write to `FILE`")
	f.StringVar(&from, "from", "", "as in release")
	f.StringVar(&at, "at", "", "as in release")
	f.StringVar(&n.into, "into", "", "put them into `FILE`, between markers")
	f.StringVar(&n.audit, "audit", "", "hold the notes in `FILE` against the release")
	f.StringVar(&n.template, "template", "default", "default, wasmtime, or a `FILE` with a template")
	f.StringVar(&n.address, "repo-url", "", "`URL` of the repository, for links to pull requests")
	return cmd
}

func (a *app) releaseNotes(ctx context.Context, p *project.Project, old, new string, o project.ReleaseOptions, n notesFlags) error {
	template, err := a.notesTemplate(n.template)
	if err != nil {
		return err
	}
	o.Keep = n.audit != ""
	r, res, err := a.released(ctx, p, old, new, o)
	if err != nil {
		return err
	}
	if a.complainOf(r) {
		a.outcome = policy.Error // notes without them would be incomplete
	}
	pulls, err := p.Pulls(ctx, res)
	if err != nil {
		return err
	}
	address := n.address
	if address == "" {
		address = p.Address()
	}
	switch {
	case n.audit != "":
		return a.auditNotes(n.audit, r, pulls, res.Surfaces)
	case n.into != "":
		return a.notesInto(n.into, notes.New(r, pulls, address), template)
	}
	return a.write(func(w io.Writer) error { return notes.New(r, pulls, address).Write(w, template) })
}

// notesTemplate is a template by its name, or from a file.
func (a *app) notesTemplate(name string) (string, error) {
	if text, ok := notes.Templates[name]; ok {
		return text, nil
	}
	data, err := os.ReadFile(a.path(name))
	if err != nil {
		return "", &usageError{fmt.Sprintf("--template: %s cannot be read: %v", name, file.Cause(err)), "it is default, wasmtime, or a file; docs/release-notes.md says what a template is given"}
	}
	if err := (&notes.Release{}).Write(io.Discard, string(data)); err != nil {
		return "", &usageError{fmt.Sprintf("--template: %v", err), "docs/release-notes.md says what a template is given"}
	}
	return string(data), nil
}

// notesInto puts notes into a file.
func (a *app) notesInto(name string, n *notes.Release, template string) error {
	path := a.path(name)
	failed := func(err error) error {
		var e *notes.Error
		if errors.As(err, &e) {
			return &hintError{fmt.Errorf("%s: %w", name, err), e.Hint}
		}
		return &hintError{fmt.Errorf("%s: %w", name, file.Cause(err)), "name a file that you may read and write"}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return failed(err)
	}
	var b strings.Builder
	if err := n.Write(&b, template); err != nil {
		return err
	}
	text, err := notes.Into(string(data), n.New, b.String())
	if err != nil {
		return failed(err)
	}
	if text == string(data) {
		_, err := fmt.Fprintf(a.stdout, "%s: nothing changed\n", name)
		return err
	}
	if err := file.Write(path, func(w io.Writer) error { _, err := io.WriteString(w, text); return err }); err != nil {
		return failed(err)
	}
	_, err = fmt.Fprintf(a.stdout, "%s: the notes of %s are in\n", name, n.New)
	return err
}

// auditNotes prints what notes leave out, and what they claim wrongly.
func (a *app) auditNotes(name string, r *report.Report, pulls map[string][]string, surfaces map[string]*api.Surface) error {
	data, err := os.ReadFile(a.path(name))
	if err != nil {
		return &hintError{fmt.Errorf("%s cannot be read: %w", name, file.Cause(err)), "name the file of the release notes"}
	}
	has := func(component, word string) []string {
		s := surfaces[component]
		if s == nil {
			return nil
		}
		var list []string
		for i := range s.Items {
			if id := s.Items[i].ID; strings.HasSuffix(id, word) {
				list = append(list, id)
			}
		}
		return list
	}
	audit, err := notes.Check(string(data), r, pulls, has)
	if err != nil {
		var e *notes.Error
		if errors.As(err, &e) {
			return &hintError{fmt.Errorf("%s: %w", name, err), e.Hint}
		}
		return err
	}
	err = a.write(func(w io.Writer) error { return report.WriteAudit(w, auditLines(audit), terminalOf(w)) })
	if a.outcome == policy.Pass && (len(audit.False) > 0 || slices.ContainsFunc(audit.Missing, func(m notes.Missing) bool { return m.Tier == 1 })) {
		a.outcome = policy.Deny
	}
	return err
}

// auditLines are the parts of an audit, each with a title.
func auditLines(audit *notes.Audit) []report.AuditPart {
	wrong := report.AuditPart{Title: "Not so"}
	for _, c := range audit.False {
		wrong.Lines = append(wrong.Lines, fmt.Sprintf("the notes say that %s was removed, and it is there: %s", c.Name, c.Still))
	}
	parts := []report.AuditPart{wrong}
	for _, m := range audit.Missing {
		title := "Not in the notes: " + m.Component
		if m.Tier > 0 {
			title += fmt.Sprintf(" (tier %d)", m.Tier)
		}
		if last := &parts[len(parts)-1]; last.Title == title {
			last.Lines = append(last.Lines, m.Text)
		} else {
			parts = append(parts, report.AuditPart{Title: title, Lines: []string{m.Text}})
		}
	}
	return append(parts, report.AuditPart{Title: fmt.Sprintf("%d of %d causes are in the notes", audit.Entries-len(audit.Missing), audit.Entries)})
}
