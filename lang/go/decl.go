package golang

import (
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

// declaration writes an item as Go declares it, on one line.
func declaration(it, parent *api.Item) string {
	name := localName(it)
	typ := pretty(it.Type)
	if it.Type == unknownType {
		typ = "?"
	}
	switch it.Kind {
	case kindPackage:
		return "package " + it.Type
	case kindConst:
		value := show(it.Value)
		if untyped := strings.HasPrefix(it.Type, "untyped "); untyped || typ == "?" {
			return "const " + name + " = " + value
		}
		return "const " + name + " " + typ + " = " + value
	case kindVar:
		return "var " + name + " " + typ
	case kindFunc:
		return "func " + name + strings.TrimPrefix(typ, "func")
	case kindMethod:
		if parent != nil && strings.HasSuffix(parent.Type, "interface") {
			return "interface " + localParent(it) + " { " + name + strings.TrimPrefix(typ, "func") + " }"
		}
		if strings.Contains(it.ID, "(*") {
			return "func (*" + localParent(it) + ") " + name + strings.TrimPrefix(typ, "func")
		}
		return "func (" + localParent(it) + ") " + name + strings.TrimPrefix(typ, "func")
	case kindField:
		if it.Facts.Has(factEmbedded) {
			return "embedded " + typ
		}
		return "field " + name + " " + typ
	}
	if alias, ok := strings.CutPrefix(typ, "= "); ok {
		return "type " + name + " = " + alias
	}
	if strings.HasPrefix(typ, "[") && strings.HasPrefix(it.Type, "[_") {
		return "type " + name + typ
	}
	return "type " + name + " " + typ
}

func localParent(it *api.Item) string {
	parent := baseID(it.Parent)
	return parent[strings.LastIndexByte(parent, '.')+1:]
}
