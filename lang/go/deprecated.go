package golang

import (
	"go/ast"
	"slices"
	"strings"
)

// findDeprecated records the names whose documentation has a paragraph that
// begins with "Deprecated:".
func (x *extraction) findDeprecated(f *ast.File) {
	mark := func(docs []*ast.CommentGroup, names ...*ast.Ident) {
		if slices.ContainsFunc(docs, isDeprecated) {
			for _, n := range names {
				x.deprecs[n.Pos()] = true
			}
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			mark([]*ast.CommentGroup{d.Doc}, d.Name)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.ValueSpec:
					mark([]*ast.CommentGroup{d.Doc, s.Doc}, s.Names...)
				case *ast.TypeSpec:
					mark([]*ast.CommentGroup{d.Doc, s.Doc}, s.Name)
					for _, m := range membersOf(s) {
						mark([]*ast.CommentGroup{m.Doc}, m.Names...)
					}
				}
			}
		}
	}
}

func isDeprecated(doc *ast.CommentGroup) bool {
	if doc == nil {
		return false
	}
	raw := false
	for _, c := range doc.List {
		raw = raw || strings.Contains(c.Text, "Deprecated:")
	}
	if !raw {
		return false
	}
	text := doc.Text()
	return strings.HasPrefix(text, "Deprecated: ") || strings.Contains(text, "\n\nDeprecated: ")
}
