package rule

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/tools/txtar"
)

// A Page is the documentation and the example of one rule, read from
// rules/NAME.txtar:
//
//	A title on one line
//
//	Why it breaks users, in paragraphs. Compatible neighbours of the rule
//	stand in the example too, and are absent from want.
//
//	See: https://the.authority/section
//	-- old/file --
//	-- new/file --
//	-- want --
//	LANG/rule item
//	LANG/rule item risky
//	-- client/file --
//
// The lines of want are the findings that the example yields, sorted as Judge
// sorts them; an impact is written where it is not the rule's own. The client
// works against old and fails against new.
type Page struct {
	Rule  string // the rule's id
	Title string
	Why   string   // markdown paragraphs
	Links []string // the authority: a specification, a reference
	Files []txtar.File
	Want  []string
}

// ReadPage reads the page of the rule with the given id from a language's docs.
func ReadPage(docs fs.FS, id string) (*Page, error) {
	name := path.Join("rules", path.Base(id)+".txtar")
	data, err := fs.ReadFile(docs, name)
	if err != nil {
		return nil, fmt.Errorf("rule %s has no page: %w", id, err)
	}
	arc := txtar.Parse(data)
	p := &Page{Rule: id}
	title, rest, _ := strings.Cut(string(arc.Comment), "\n")
	p.Title = strings.TrimSpace(title)
	var why []string
	for line := range strings.Lines(rest) {
		if link, ok := strings.CutPrefix(line, "See: "); ok {
			p.Links = append(p.Links, strings.TrimSpace(link))
			continue
		}
		why = append(why, line)
	}
	p.Why = strings.TrimSpace(strings.Join(why, ""))
	if p.Title == "" || p.Why == "" || len(p.Links) == 0 {
		return nil, fmt.Errorf("%s: a page has a title, a reason, and a line \"See: \" with its authority", name)
	}
	for _, f := range arc.Files {
		dir, _, _ := strings.Cut(f.Name, "/")
		switch {
		case f.Name == "want":
			for line := range strings.Lines(string(f.Data)) {
				if line = strings.TrimSpace(line); line != "" {
					p.Want = append(p.Want, line)
				}
			}
		case dir == "old" || dir == "new" || dir == "client":
			p.Files = append(p.Files, f)
		default:
			return nil, fmt.Errorf("%s: unexpected file %s", name, f.Name)
		}
	}
	return p, nil
}

// Side returns the files below one of the folders old, new and client, as
// txtar files with that folder cut off.
func (p *Page) Side(dir string) []txtar.File {
	var files []txtar.File
	for _, f := range p.Files {
		if name, ok := strings.CutPrefix(f.Name, dir+"/"); ok {
			files = append(files, txtar.File{Name: name, Data: f.Data})
		}
	}
	return files
}
