package rust

import "github.com/apicheck/apicheck/internal/rule"

var rules []rule.Rule
