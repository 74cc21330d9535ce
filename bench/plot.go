//go:build unix

package main

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// The figure is 720 by 480, and both axes are logarithmic.
const (
	left, right, top, bottom     = 70, 700, 20, 430
	fewLines, mostLines          = 10, 1_000_000
	leastSeconds, greatestSecond = 0.003, 100
)

// plot draws a dot for each package and tool: lines to the right, CPU seconds upwards.
func (p *page) plot(w io.Writer) error {
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 480" font-family="sans-serif" font-size="12">
<title>CPU seconds of packages by their lines</title>
<rect width="720" height="480" fill="white"/>
`)
	x := func(lines float64) float64 { return place(lines, fewLines, mostLines, left, right) }
	y := func(seconds float64) float64 { return place(seconds, leastSeconds, greatestSecond, bottom, top) }
	for v := float64(fewLines); v <= mostLines; v *= 10 {
		fmt.Fprintf(&b, `<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="#ddd"/><text x="%.1f" y="%d" text-anchor="middle">%.0f</text>`+"\n", x(v), top, x(v), bottom, x(v), bottom+18, v)
	}
	for _, v := range []float64{0.01, 0.1, 1, 10, 100} {
		fmt.Fprintf(&b, `<line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%g</text>`+"\n", left, y(v), right, y(v), left-8, y(v)+4, v)
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">lines of a package, with its tests</text>`+"\n", (left+right)/2, bottom+40)
	fmt.Fprintf(&b, `<text transform="translate(20 %d) rotate(-90)" text-anchor="middle">CPU seconds</text>`+"\n", (top+bottom)/2)
	for i, t := range []struct{ name, colour string }{{nop, "#999"}, {gorolint, "#0060c0"}} {
		for _, u := range p.units {
			if u.tool == t.name && u.Lines > 0 {
				fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="2.2" fill="%s" fill-opacity="0.6"/>`+"\n", x(float64(u.Lines)), y(u.CPU.Seconds()), t.colour)
			}
		}
		fmt.Fprintf(&b, `<circle cx="%d" cy="%d" r="4" fill="%s"/><text x="%d" y="%d">%s</text>`+"\n", left+20, top+20+20*i, t.colour, left+30, top+24+20*i, t.name)
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// place maps a value between two others to a place between two others, by its logarithm.
func place(v, least, greatest, from, to float64) float64 {
	share := (math.Log(v) - math.Log(least)) / (math.Log(greatest) - math.Log(least))
	return from + (to-from)*min(1, max(0, share))
}
