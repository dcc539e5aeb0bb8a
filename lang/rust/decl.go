package rust

import (
	"strings"

	"github.com/apicheck/apicheck/internal/api"
)

// declaration implements lang.Language.Decl: an item as Rust declares it.
func declaration(it, parent *api.Item) string {
	name := it.ID
	if i := strings.LastIndex(name, "::"); i >= 0 && it.Kind != "impl" && !strings.Contains(name[i:], "<") {
		name = name[i+2:]
	}
	name, _, _ = strings.Cut(name, "@")
	if it.Kind == "field" {
		name = it.ID[strings.LastIndex(it.ID, ".")+1:]
	}
	name = strings.TrimSuffix(strings.TrimSuffix(name, " (value)"), "!")
	var pre []string
	for _, f := range it.Facts {
		switch f.Name {
		case "non-exhaustive", "deprecated":
			pre = append(pre, "#["+strings.ReplaceAll(f.Name, "-", "_")+"]")
		case "must-use":
			pre = append(pre, "#[must_use]")
		case "doc-hidden":
			pre = append(pre, "#[doc(hidden)]")
		case "target-feature":
			pre = append(pre, `#[target_feature(enable = "`+f.Value+`")]`)
		case "repr-c":
			pre = append(pre, "#[repr(C)]")
		case "repr-transparent":
			pre = append(pre, "#[repr(transparent)]")
		case "repr-int":
			pre = append(pre, "#[repr("+f.Value+")]")
		case "repr-align", "repr-packed":
			pre = append(pre, "#[repr("+strings.TrimPrefix(f.Name, "repr-")+"("+f.Value+"))]")
		case "cfg":
			pre = append(pre, "#[cfg("+f.Value+")]")
		}
	}
	ofTrait := parent != nil && (parent.Kind == "trait" || parent.Kind == "variant")
	if it.Kind != "variant" && it.Kind != "impl" && it.Kind != "feature" && it.Kind != "dependency" && it.Kind != "crate" && it.Kind != "symbol" && !ofTrait {
		pre = append(pre, "pub")
	}
	if it.Facts.Has("const") {
		pre = append(pre, "const")
	}
	if it.Facts.Has("unsafe") {
		pre = append(pre, "unsafe")
	}
	if abi, ok := it.Facts.Get("abi"); ok {
		pre = append(pre, `extern "`+abi+`"`)
	}
	head := strings.Join(pre, " ")
	if head != "" {
		head += " "
	}
	generic := func(word string) string {
		params, rest := it.Type, ""
		if strings.HasPrefix(params, "<") {
			end := min(closing(params, 0)+1, len(params))
			params, rest = params[:end], params[end:]
		} else {
			params, rest = "", it.Type
		}
		if rest != "" && !strings.HasPrefix(rest, ":") {
			rest = " " + strings.TrimSpace(rest)
		}
		return head + word + " " + name + params + rest
	}
	switch it.Kind {
	case "fn", "method":
		return head + "fn " + name + strings.TrimPrefix(it.Type, "fn")
	case "symbol":
		return head + `extern ` + it.Type
	case "struct", "enum", "union":
		return generic(it.Kind)
	case "trait":
		s := generic("trait")
		if super, ok := it.Facts.Get("supertraits"); ok {
			s += ": " + super
		}
		return s
	case "type-alias":
		return generic("type")
	case "assoc-type":
		return generic("type")
	case "const", "assoc-const", "static":
		word := strings.TrimPrefix(it.Kind, "assoc-")
		if it.Facts.Has("mut") {
			word += " mut"
		}
		s := head + word + " " + name + ": " + it.Type
		if it.Value != "" {
			s += " = " + it.Value
		}
		return s
	case "field":
		return head + name + ": " + it.Type
	case "variant":
		switch shapeOf(it) {
		case "tuple":
			name += "(…)"
		case "named":
			name += " { … }"
		}
		if it.Value != "" {
			name += " = " + it.Value
		}
		return head + name
	case "impl":
		s := head + it.ID
		if it.Type != "" {
			s += " " + it.Type
		}
		if it.Value != "" {
			s += " { " + it.Value + " }"
		}
		return s
	case "macro":
		return "macro_rules! " + name + " { " + it.Type + " }"
	case "reexport":
		if lastSegment(it.Type) == name {
			return head + "use " + it.Type
		}
		return head + "use " + it.Type + " as " + name
	case "module":
		return head + "mod " + name
	case "feature":
		s := "feature " + name
		if v, ok := it.Facts.Get("enables"); ok {
			s += " = [" + v + "]"
		}
		return s
	case "dependency":
		return strings.TrimPrefix(it.ID, "dep:") + ` = "` + it.Type + `"`
	}
	return head + it.Kind + " " + name
}
