package main

import (
	"github.com/apicheck/apicheck/lang"
	golang "github.com/apicheck/apicheck/lang/go"
)

// languages is the only list of languages: add one here.
var languages = []*lang.Language{
	&golang.Language,
}
