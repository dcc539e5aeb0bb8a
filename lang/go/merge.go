package golang

import (
	"slices"

	"github.com/apicheck/apicheck/internal/api"
)

// mergeFaces makes one list of items of the faces. An item that is not the same
// on all platforms carries the set of those that have it as a fact; declarations
// that differ become items of their own, the later ones with that set in
// their ID.
func mergeFaces(faces []*face, platforms []platform) []api.Item {
	if len(faces) == 1 {
		return faces[0].items
	}
	type variant struct {
		item api.Item
		on   uint64
	}
	byID := map[string][]*variant{}
	for _, f := range faces {
		var on uint64
		for _, i := range f.platforms {
			on |= 1 << i
		}
	items:
		for _, it := range f.items {
			for _, v := range byID[it.ID] {
				if v.item.Kind == it.Kind && v.item.Type == it.Type && v.item.Value == it.Value && slices.Equal(v.item.Facts, it.Facts) {
					v.on |= on
					continue items
				}
			}
			byID[it.ID] = append(byID[it.ID], &variant{it, on})
		}
	}
	var all uint64
	for i := range platforms {
		all |= 1 << i
	}
	var items []api.Item
	for id, variants := range byID {
		for n, v := range variants {
			if v.on != all {
				set := platformSet(platforms, func(i int) bool { return v.on&(1<<i) != 0 })
				v.item.Facts = v.item.Facts.With(factPlatforms, set)
				if n > 0 {
					v.item.ID = id + variantMark + set
				}
			}
			items = append(items, v.item)
		}
	}
	return items
}

// variantMark separates an ID from the platforms of a variant.
const variantMark = "@"
