package config_test

import (
	"strings"
	"testing"

	"github.com/gorolint/gorolint/internal/config"
)

func TestExcluded(t *testing.T) {
	here := config.Place{Package: "a.b/c", Path: "c/d/x_gen.go", Function: "(*T).Run"}
	for _, test := range []struct {
		entry string
		want  bool
	}{
		{`"paths":["c/d/x_gen.go"]`, true},
		{`"paths":["c/d/*.go"]`, true},
		{`"paths":["c/*.go"]`, false},
		{`"paths":["c/**"]`, true},
		{`"paths":["c/"]`, true},
		{`"paths":["c"]`, false},
		{`"paths":["d/**"]`, false},
		{`"paths":["**/d/*_gen.go"]`, true},
		{`"paths":["**"]`, true},
		{`"paths":["**/**/x_gen.go"]`, true},
		{`"paths":["c/d/x_gen.go/**"]`, false},
		{`"paths":["c/**/x_gen.go"]`, true},
		{`"paths":["c/d/**/x_gen.go"]`, true},
		{`"paths":["c/d/?_gen.g[a-z]"]`, true},
		{`"paths":["**/c/x_gen.go"]`, false},
		{`"paths":["nope","c/**"]`, true},
		{`"packages":["a.b/..."]`, true},
		{`"packages":["a.b/...","-a.b/c"]`, false},
		{`"rules":["barego"]`, true},
		{`"rules":["other"]`, false},
		{`"functions":["(*T).Run"]`, true},
		{`"functions":["(T).Run"]`, false},
		{`"rules":["barego"],"paths":["x/**"]`, false},
		{`"rules":["barego"],"paths":["c/**"],"functions":["(*T).Run"],"packages":["a.b/c"]`, true},
	} {
		c, err := read(t, "exclude=[{"+test.entry+`,"reason":"a, b\nc"}]`)
		if err != nil {
			t.Errorf("%s: %v", test.entry, err)
		} else if got := c.Excluded("barego", here); got != test.want {
			t.Errorf("%s: excluded is %v", test.entry, got)
		}
	}
}

func TestEncode(t *testing.T) {
	const reason = "commas, \"quotes\", 'more' <&>\nand lines; =$`\\"
	c, err := read(t, "exclude="+config.Encode([]config.Exclude{{Paths: []string{"a,b/*"}, Reason: reason}}))
	if err != nil {
		t.Fatal(err)
	}
	if !c.Excluded("any", config.Place{Path: "a,b/c"}) {
		t.Error("a comma in a path is lost")
	}
	if v := config.Encode([]config.Exclude{}); v != "" {
		t.Errorf("no entries are %q", v)
	}
}

func TestWhereErrors(t *testing.T) {
	for _, test := range []struct{ flag, want string }{
		{`exclude=x`, "-exclude is no JSON list"},
		{`exclude=[] []`, "something behind"},
		{`exclude=[{"paths":"a","reason":"x"}]`, "paths cannot be of the type string"},
		{`exclude=[{"paths":["a"],"reason":" "}]`, "entry 1: it gives no reason"},
		{`exclude=[{"rules":["-a"],"reason":"x"}]`, "-a would leave a rule out"},
		{`exclude=[{"reason":"x"}]`, "it leaves out everything"},
		{`exclude=[{"paths":["a/../b"],"reason":"x"}]`, "no glob"},
		{`packages=[{"packages":["a.b"],"rules":["a","-b"]}]`, "mixes"},
		{`packages=[{"packages":["a.b"]}]`, "says nothing"},
	} {
		t.Run(test.flag, func(t *testing.T) {
			if _, err := read(t, test.flag); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %s", err, test.want)
			}
		})
	}
}

func TestCheckFunction(t *testing.T) {
	for _, name := range []string{"F", "größe", "_", "(T).M", "(*T).M", "var handlers"} {
		if err := config.CheckFunction(name); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{"", "T.M", "*T.M", "a.b/c.F", "(*T.M", "(T).", "(*T).M.func1", "T).M", "F()", "func F", "var", "var (*T).M", "F*"} {
		if err := config.CheckFunction(name); err == nil {
			t.Errorf("%q is taken for a function", name)
		}
	}
}
