package format

import (
	"cmp"
	"encoding/json"
	"fmt"
	"go/doc/comment"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/site"
)

// home is where the program is from.
const home = "https://github.com/gorolint/gorolint"

// The structs have what is used of SARIF 2.1.0, with its names. Those of a
// library would print its empty members too, which GitHub and the validators
// take for mistakes.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool                `json:"tool"`
		Invocations []sarifInvocation        `json:"invocations"`
		BaseIDs     map[string]sarifArtifact `json:"originalUriBaseIds"`
		ColumnKind  string                   `json:"columnKind"`
		Results     []sarifResult            `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name            string      `json:"name"`
		SemanticVersion string      `json:"semanticVersion"`
		InformationURI  string      `json:"informationUri"`
		Rules           []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string          `json:"id"`
		Name             string          `json:"name"`
		ShortDescription sarifText       `json:"shortDescription"`
		FullDescription  sarifText       `json:"fullDescription"`
		Help             sarifText       `json:"help"`
		HelpURI          string          `json:"helpUri,omitempty"`
		Configuration    sarifLevel      `json:"defaultConfiguration"`
		Properties       sarifProperties `json:"properties"`
	}
	sarifLevel struct {
		Level string `json:"level"`
	}
	sarifProperties struct {
		Tags      []string `json:"tags"`
		Precision string   `json:"precision"`
		Severity  string   `json:"problem.severity"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Level   string    `json:"level"`
		Message sarifText `json:"message"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    *int              `json:"ruleIndex,omitempty"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Related      []sarifLocation   `json:"relatedLocations,omitempty"`
		CodeFlows    []sarifCodeFlow   `json:"codeFlows,omitempty"`
		Fingerprints map[string]string `json:"partialFingerprints"`
	}
	sarifLocation struct {
		ID       int            `json:"id,omitempty"`
		Message  *sarifText     `json:"message,omitempty"`
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI       string `json:"uri"`
		URIBaseID string `json:"uriBaseId,omitempty"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
	sarifLogical struct {
		Name     string `json:"name"`
		FullName string `json:"fullyQualifiedName"`
		Kind     string `json:"kind"`
	}
	sarifCodeFlow struct {
		ThreadFlows []sarifThreadFlow `json:"threadFlows"`
	}
	sarifThreadFlow struct {
		Locations []sarifStep `json:"locations"`
	}
	sarifStep struct {
		Location sarifLocation `json:"location"`
	}
)

// srcRoot is the name by which GitHub and others know the top of a repository.
const srcRoot = "%SRCROOT%"

// SARIF writes the report in the form of that name, version 2.1.0, with one run.
// Rules of the bug tier are of level error, those of the policy tier warnings, and
// those of the advice tier notes. The steps of a witness are a code flow, and
// the other related places are linked from the message.
func SARIF(w io.Writer, r *Report, run *Run) error {
	printer := sarifPrinter{run: run, lines: newLineReader(run)}
	out := sarifRun{
		Tool: sarifTool{sarifDriver{
			Name:            "gorolint",
			SemanticVersion: semantic(run.Version),
			InformationURI:  home,
			Rules:           []sarifRule{},
		}},
		Invocations: []sarifInvocation{{Successful: len(r.Errors) == 0}},
		BaseIDs:     map[string]sarifArtifact{srcRoot: {URI: strings.TrimSuffix(fileURI(filepath.ToSlash(run.Root)), "/") + "/"}},
		ColumnKind:  "utf16CodeUnits",
		Results:     []sarifResult{},
	}
	for _, rule := range run.Rules {
		out.Tool.Driver.Rules = append(out.Tool.Driver.Rules, newSarifRule(rule))
	}
	for _, e := range r.Errors {
		out.Invocations[0].Notifications = append(out.Invocations[0].Notifications, sarifNotification{"error", sarifText{Text: e.String()}})
	}
	for _, l := range r.Leaks { // of no rule, so that they are no results
		text := fmt.Sprintf("%s: %s:%d: %v", leaksTitle, l.File, l.Line, l)
		out.Invocations[0].Notifications = append(out.Invocations[0].Notifications, sarifNotification{"note", sarifText{Text: text}})
	}
	prints := partialFingerprints(r.Findings)
	for i, f := range r.Findings {
		result := printer.result(f)
		result.Fingerprints = map[string]string{"gorolint/v1": prints[i]}
		out.Results = append(out.Results, result)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	return enc.Encode(sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{out},
	})
}

// semantic returns a module's version without its v. A program that was built
// from a folder, without one, has none, and validators want a number.
func semantic(version string) string {
	semver := regexp.MustCompile(`^v(\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?)$`)
	if m := semver.FindStringSubmatch(version); m != nil {
		return m[1]
	}
	return "0.0.0-devel"
}

func level(t config.Tier) string {
	return [...]string{config.Bug: "error", config.Advice: "note", config.Policy: "warning"}[t]
}

// properties are those by which GitHub sorts and filters. What is proven, or a
// team's own law, is so; advice is a matter of judgement.
func properties(t config.Tier) sarifProperties {
	p := sarifProperties{Tags: []string{"concurrency", "goroutine", t.String()}}
	switch t {
	case config.Bug:
		p.Precision, p.Severity = "very-high", "error"
	case config.Policy:
		p.Precision, p.Severity = "very-high", "warning"
	case config.Advice:
		p.Precision, p.Severity = "medium", "recommendation"
	}
	return p
}

func newSarifRule(r Rule) sarifRule {
	head, body, _ := strings.Cut(r.Doc, "\n")
	summary := strings.TrimPrefix(strings.TrimPrefix(head, r.Name+": "), "report ") // a title is not an order
	return sarifRule{
		ID:               r.Name,
		Name:             pascal(summary),
		ShortDescription: sarifText{Text: fullStop(upperFirst(summary))},
		FullDescription:  sarifText{Text: cmp.Or(firstParagraph(body), fullStop(upperFirst(summary)))},
		Help:             helpText(body, summary),
		HelpURI:          r.URL,
		Configuration:    sarifLevel{level(r.Tier)},
		Properties:       properties(r.Tier),
	}
}

// pascal makes a name of a summary, as SARIF wants one beside the id: GoroutinesThatNeverEnd.
func pascal(summary string) string {
	var name strings.Builder
	for word := range strings.FieldsFuncSeq(summary, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if word != "a" { // a single letter makes no word of such a name
			name.WriteString(upperFirst(word))
		}
	}
	return name.String()
}

func upperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// firstParagraph returns the first paragraph of a doc comment on one line. If it
// leads to code by a colon, it ends with a full stop all the same.
func firstParagraph(doc string) string {
	for _, block := range new(comment.Parser).Parse(doc).Content {
		if p, ok := block.(*comment.Paragraph); ok {
			printer := comment.Printer{TextWidth: -1}
			text := strings.TrimSpace(string(printer.Text(&comment.Doc{Content: []comment.Block{p}})))
			if before, ok := strings.CutSuffix(text, ":"); ok {
				text = before + "."
			}
			return text
		}
	}
	return ""
}

// helpText renders the body of a doc comment. Code is fenced, so that it has colours.
func helpText(body, summary string) sarifText {
	doc := new(comment.Parser).Parse(body)
	if len(doc.Content) == 0 {
		return sarifText{Text: fullStop(upperFirst(summary))}
	}
	var printer comment.Printer
	var parts []string
	for _, block := range doc.Content {
		if code, ok := block.(*comment.Code); ok {
			parts = append(parts, "```go\n"+strings.TrimSuffix(code.Text, "\n")+"\n```")
		} else {
			parts = append(parts, strings.Trim(string(printer.Markdown(&comment.Doc{Content: []comment.Block{block}})), "\n"))
		}
	}
	return sarifText{Text: string(printer.Text(doc)), Markdown: strings.Join(parts, "\n\n") + "\n"}
}

// A sarifPrinter makes results of the findings of one report.
type sarifPrinter struct {
	run   *Run
	lines *lineReader
}

func (p *sarifPrinter) result(f Finding) sarifResult {
	rule, index := p.run.rule(f.Rule)
	out := sarifResult{
		RuleID:    f.Rule,
		Level:     level(rule.Tier),
		Locations: []sarifLocation{p.location(f.Position, f.End)},
	}
	if index >= 0 {
		out.RuleIndex = &index
	}
	out.Locations[0].Logical = logical(f)

	what, cure := sentences(f)
	var links []string
	var flow []sarifStep
	for i, rel := range f.Related {
		place := p.location(rel.Position, rel.End)
		place.ID = i + 1
		place.Message = &sarifText{Text: escapeLinks(rel.Message)}
		out.Related = append(out.Related, place)
		// To come through go vet, the steps of a witness have no mark but their numbers.
		if step, ok := strings.CutPrefix(rel.Message, fmt.Sprintf("%d. ", len(flow)+1)); ok {
			place.ID = 0
			place.Message = &sarifText{Text: escapeLinks(step)}
			flow = append(flow, sarifStep{place})
			continue
		}
		links = append(links, fmt.Sprintf("[%s](%d)", escapeText(rel.Message), place.ID))
	}
	out.Message.Text = escapeLinks(what)
	if cure != "" {
		out.Message.Text += " " + escapeLinks(cure)
	}
	if seen := confirmed(f); seen != "" {
		out.Message.Text += " " + fullStop(upperFirst(seen))
	}
	if links != nil {
		out.Message.Text += " " + strings.Join(links, ", ") + "."
	}
	if len(flow) > 0 {
		end := p.location(f.Position, f.End)
		end.Message = &sarifText{Text: escapeLinks(what)}
		out.CodeFlows = []sarifCodeFlow{{[]sarifThreadFlow{{append(flow, sarifStep{end})}}}}
	}
	return out
}

// partialFingerprints tells each finding from all others by what does not move with the
// lines above it: rule, package, function and operation, and which of those that
// have all this in common it is, in the order of the source: a profile brings them into another.
func partialFingerprints(findings []Finding) []string {
	order := make([]int, len(findings))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return findings[a].Position.Compare(findings[b].Position) })
	out := make([]string, len(findings))
	seen := make(map[string]int) // how many findings have had a hash
	for _, i := range order {
		f := findings[i]
		hash := site.Place{Function: f.Function, Op: f.Op}.Hash(f.Rule, f.Package)
		seen[hash]++
		out[i] = fmt.Sprintf("%s:%d", hash, seen[hash])
	}
	return out
}

func (p *sarifPrinter) location(from, to Position) sarifLocation {
	if to.Line == 0 || to == from { // a point would not be seen
		to = p.lines.end(from)
	}
	place := sarifPhysical{Region: sarifRegion{
		StartLine:   from.Line,
		StartColumn: p.lines.column(from),
		EndLine:     to.Line,
		EndColumn:   p.lines.column(to),
	}}
	uri, relative := p.run.uri(from.File)
	place.Artifact.URI = uri
	if relative {
		place.Artifact.URIBaseID = srcRoot
	}
	return sarifLocation{Physical: place}
}

// logical names the function, or the variable of the package, that a finding is in.
func logical(f Finding) []sarifLogical {
	if f.Function == "" {
		return nil
	}
	name, kind := f.Function, "function"
	if v, ok := strings.CutPrefix(name, "var "); ok {
		name, kind = v, "variable"
	}
	return []sarifLogical{{
		Name:     name[strings.LastIndex(name, ".")+1:],
		FullName: f.Package + "." + name,
		Kind:     kind,
	}}
}

// sentences returns what a finding says and the remedy, which stands behind its
// last semicolon, as sentences: GitHub makes a title of the first. What is said
// may begin with a name of the user's, and keeps its first letter.
func sentences(f Finding) (what, cure string) {
	what = sentence(f)
	if i := strings.LastIndex(what, "; "); i >= 0 {
		what, cure = what[:i], fullStop(what[i+2:])
		if first, _, _ := strings.Cut(cure, " "); !strings.Contains(first, ".") { // safe.Go, in a team's own words
			cure = upperFirst(cure)
		}
	}
	return fullStop(what), cure
}

func fullStop(text string) string {
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") {
		return text
	}
	return text + "."
}

// looksLinked is compiled when it is asked for, which no unit of a vet tool does.
var looksLinked = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\[([^\[\]]*)\]\(`) })

// escapeLinks escapes what would be read as a link of SARIF and is none, as
// handlers[i](3).
func escapeLinks(text string) string { return looksLinked().ReplaceAllString(text, `\[$1\](`) }

// escapeText escapes the text of a link.
func escapeText(text string) string {
	return strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`).Replace(text)
}
