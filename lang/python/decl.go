package python

import (
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

// declaration implements lang.Language.Decl: an item as Python declares it.
func declaration(it, parent *api.Item) string {
	path := plain(it.ID)
	base := lastName(path)
	var pre []string
	fact := func(name string) string { v, _ := it.Facts.Get(name); return v }
	if it.Facts.Has(factDeprecated) {
		pre = append(pre, "@deprecated")
	}
	typed := func(s string) string {
		if it.Type != "" && !it.Facts.Has(factInferred) {
			s += ": " + it.Type
		}
		if it.Value != "" {
			s += " = " + it.Value
		}
		return s
	}
	var s string
	switch it.Kind {
	case kindRequires:
		s = strings.TrimSpace(it.ID + " " + it.Value)
	case kindModule:
		s = "import " + path
	case kindClass:
		s = "class " + base
		if b := fact(factBases); b != "" {
			s += "(" + b + ")"
		}
		if r := fact(factRecord); strings.HasPrefix(r, "dataclass") {
			pre = append(pre, "@dataclass")
		}
	case kindFunction, kindMethod:
		for _, f := range []string{factAbstract, factFinal} {
			if it.Facts.Has(f) {
				pre = append(pre, map[string]string{factAbstract: "@abstractmethod", factFinal: "@final"}[f])
			}
		}
		switch fact(factBinding) {
		case "static":
			pre = append(pre, "@staticmethod")
		case "class":
			pre = append(pre, "@classmethod")
		}
		if it.Facts.Has(factAsync) {
			pre = append(pre, "async")
		}
		s = "def " + base + "(" + fact(factParameters) + ")"
		if b := fact(factBinding); it.Kind == kindMethod && b != "static" {
			self := "self"
			if b == "class" || b == "new" {
				self = "cls"
			}
			list := strings.TrimPrefix(fact(factParameters), "/, ")
			s = "def " + base + "(" + strings.TrimSuffix(self+", "+list, ", ") + ")"
		}
		if it.Type != "" {
			s += " -> " + it.Type
		}
	case kindProperty:
		s = "@property def " + base
		if it.Type != "" {
			s += "() -> " + it.Type
		}
	case kindParameter:
		base = strings.TrimSuffix(strings.TrimPrefix(it.ID, it.Parent+"("), ")")
		s = typed(base)
	case kindOverload:
		_, sig, _ := strings.Cut(it.ID, " overload ")
		s = "@overload " + sig
	case kindAlias:
		s = "type " + base + " = " + it.Type
	case kindName:
		s = base
		if it.Type != "" {
			s = "from " + parentOf(it.Type) + " import " + lastName(it.Type)
		}
	default:
		s = typed(base)
	}
	if len(pre) > 0 {
		s = strings.Join(pre, " ") + " " + s
	}
	return s
}
