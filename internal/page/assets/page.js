"use strict";
(() => {
	const data = JSON.parse(document.getElementById("data").textContent);
	const $ = (id) => document.getElementById(id);

	// h makes an element; text is never read as HTML.
	function h(tag, attrs, ...children) {
		const e = document.createElement(tag);
		set(e, attrs);
		e.append(...children.filter((c) => c !== null && c !== undefined && c !== ""));
		return e;
	}
	function s(tag, attrs, ...children) {
		const e = document.createElementNS("http://www.w3.org/2000/svg", tag);
		set(e, attrs);
		e.append(...children);
		return e;
	}
	function set(e, attrs) {
		for (const [k, v] of Object.entries(attrs || {})) {
			if (k === "on") for (const [name, f] of Object.entries(v)) e.addEventListener(name, f);
			else if (v !== false && v !== null && v !== undefined) e.setAttribute(k, v === true ? "" : v);
		}
	}
	const file = (p) => data.files[p[0]];
	const base = (name) => name.slice(name.lastIndexOf("/") + 1);
	const where = (p) => file(p) + ":" + p[1] + (p[2] ? ":" + p[2] : "");
	// The packages of one module share the beginning of their paths, which says nothing in a row.
	const shared = data.packages.reduce((a, b) => {
		let n = 0;
		const [p, q] = [a.split("/"), b.split("/")];
		while (n < p.length && p[n] === q[n]) n++;
		return p.slice(0, n).join("/");
	}, data.packages[0] || "");
	const short = (p) => (p === shared ? base(p) : base(shared) + p.slice(shared.length));
	const plural = (n, one, many) => n + " " + (n === 1 ? one : many);
	const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

	// --- words ---------------------------------------------------------------

	const many = ["once", "fixed loop", "per item", "per request", "in an endless loop"];
	const errorsWords = {
		none: ["no errors", "yes", "Nothing that runs in it returns an error."],
		kept: ["kept", "yes", "Its function returns them to the group, and somebody calls Wait."],
		seen: ["seen", "yes", "It does something with each error that it gets, and returns none."],
		told: ["told", "un", "The go statement drops them, but they are logged, sent or stored as well."],
		lost: ["lost", "no", "Nobody gets to know of them."],
		unknown: ["unknown", "un", "Where they go is not known."],
	};
	const boundsWords = {
		process: ["process", "yes", "It is reached a fixed number of times, while the process starts."],
		limit: ["limit", "yes", "A limit of the group or pool, or a token that is taken first, bounds their number."],
		call: ["call", "yes", "Each call of the function waits for the few that it launches."],
		unbounded: ["unbounded", "no", "Nothing bounds their number."],
		unknown: ["unknown", "un", "What bounds their number is not known."],
	};
	const whatWords = { wait: "wait", receive: "receive", close: "close", send: "send", ctx: "context", owner: "owner", helper: "helper" };
	const tag = (word, kind) => h("span", { class: "tag " + kind }, word);
	const kindOf = (answer) => (answer === "yes" ? "yes" : answer === "no" ? "no" : "un");

	// --- what is searched and sorted -------------------------------------------

	const launches = data.launches.map((l, i) => {
		const findings = l.findings.map((n) => data.findings[n]);
		const text = [data.packages[l.p], where(l.at), l.fn.name, l.runs, l.helper, ...l.unknown.map((u) => data.reasons[u].code),
			...l.ties.map((t) => data.ties[t].name), ...findings.map((f) => f.message)];
		return { l, i, findings, text: text.join("\n").toLowerCase(), open: false };
	});
	const rank = (a) => ["no", "unknown", "yes"].indexOf(a);
	const answerKey = (name) => (x) => rank(x.l[name].a) + (x.l[name].ev.length ? whatWords[x.l[name].ev[0].what] || "" : "");
	const wordRank = (order, name) => (x) => order.indexOf(x.l[name]);
	const columns = [
		{ name: "place", key: null },
		{ name: "goroutine", key: (x) => x.l.runs },
		{ name: "how many", key: (x) => many.indexOf(x.l.many) },
		{ name: "join", key: answerKey("join") },
		{ name: "stop", key: answerKey("stop") },
		{ name: "finite", key: (x) => rank(x.l.finite) },
		{ name: "errors", key: wordRank(["lost", "unknown", "told", "seen", "kept", "none"], "errors") },
		{ name: "bounds", key: wordRank(["unbounded", "unknown", "call", "limit", "process"], "bounds") },
		{ name: "findings", key: (x) => -x.findings.length },
		{ name: "unknown", key: (x) => -x.l.unknown.length },
	];
	let sorted = { column: 0, down: false };
	let shown = []; // the launches that pass the filters, sorted
	let drawn = 0; // how many of them have a row
	const batch = 100;

	// --- filters ---------------------------------------------------------------

	const filters = {
		package: { options: data.packages.map((p, i) => [String(i), p]), test: (x, v) => x.l.p === Number(v) },
		join: { options: [["yes", "yes"], ["no", "none"], ["unknown", "unknown"]], test: (x, v) => x.l.join.a === v },
		stop: { options: [["yes", "yes"], ["no", "none"], ["unknown", "unknown"]], test: (x, v) => x.l.stop.a === v },
		finite: { options: ["yes", "no", "unknown"].map((v) => [v, v]), test: (x, v) => x.l.finite === v },
		errors: { options: Object.entries(errorsWords).map(([v, [word]]) => [v, word]), test: (x, v) => x.l.errors === v },
		bounds: { options: Object.keys(boundsWords).map((v) => [v, v]), test: (x, v) => x.l.bounds === v },
		unknown: {
			options: [["any", "for any reason"], ["nothing", "nothing"], ...data.reasons.map((r, i) => [String(i), r.code])],
			test: (x, v) => (v === "any" ? x.l.unknown.length > 0 : v === "nothing" ? x.l.unknown.length === 0 : x.l.unknown.includes(Number(v))),
		},
		findings: {
			options: [["any", "any"], ["nothing", "no finding"], ...[...new Set(data.findings.map((f) => f.rule))].sort().map((r) => ["=" + r, r])],
			test: (x, v) => (v === "any" ? x.findings.length > 0 : v === "nothing" ? x.findings.length === 0 : x.findings.some((f) => "=" + f.rule === v)),
		},
	};
	for (const [name, f] of Object.entries(filters)) {
		const select = $("f-" + name);
		select.append(h("option", { value: "" }, "all"), ...f.options.map(([v, text]) => h("option", { value: v }, text)));
		select.addEventListener("change", update);
	}
	// filter sets some filters and clears the others.
	function filter(values) {
		$("find").value = "";
		for (const name of Object.keys(filters)) $("f-" + name).value = values[name] ?? "";
		update();
		$("launches").scrollIntoView();
	}
	let typing = 0;
	$("find").addEventListener("input", () => {
		clearTimeout(typing);
		typing = setTimeout(update, 60);
	});
	$("filters").addEventListener("submit", (e) => e.preventDefault());
	$("filters").addEventListener("reset", () => setTimeout(update));
	$("again").addEventListener("click", () => filter({}));

	// --- the table ---------------------------------------------------------------

	const headRow = document.querySelector("#table thead tr");
	const body = document.querySelector("#table tbody");
	columns.forEach((c, i) => {
		c.th = h("th", { scope: "col", "aria-sort": "none" }, h("button", { type: "button", on: { click: () => sortBy(i) } }, c.name));
		headRow.append(c.th);
	});

	function sortBy(i) {
		sorted = { column: i, down: sorted.column === i && !sorted.down };
		update();
	}

	function update() {
		const words = $("find").value.toLowerCase().split(/\s+/).filter(Boolean);
		const active = Object.entries(filters).map(([name, f]) => [f, $("f-" + name).value]).filter(([, v]) => v !== "");
		shown = launches.filter((x) => words.every((w) => x.text.includes(w)) && active.every(([f, v]) => f.test(x, v)));
		const { key } = columns[sorted.column];
		const sign = sorted.down ? -1 : 1;
		shown.sort((a, b) => sign * ((key && compare(key(a), key(b))) || compare(a.i, b.i)));
		columns.forEach((c, i) => c.th.setAttribute("aria-sort", i !== sorted.column ? "none" : sorted.down ? "descending" : "ascending"));
		body.replaceChildren();
		drawn = 0;
		more();
		$("count").textContent = shown.length === launches.length ? "(" + launches.length + ")" : "(" + shown.length + " of " + launches.length + ")";
		$("none").hidden = shown.length > 0;
	}

	// more draws the next rows; the rest wait until they are asked for, so that what is below the table stays in reach.
	function more() {
		const rows = [];
		for (const x of shown.slice(drawn, drawn + batch)) {
			rows.push(row(x));
			if (x.open) rows.push(detail(x));
		}
		body.append(...rows);
		drawn = Math.min(shown.length, drawn + batch);
		$("more").hidden = drawn >= shown.length;
		$("more").textContent = "Show " + Math.min(batch, shown.length - drawn) + " more of " + (shown.length - drawn);
	}
	$("more").addEventListener("click", more);

	function row(x) {
		const l = x.l;
		const button = h("button", { type: "button", class: "link", "aria-expanded": String(x.open), "aria-controls": "d" + x.i }, h("span", {}, base(file(l.at)) + ":" + l.at[1]));
		const tr = h("tr", { class: x.open ? "row open" : "row", id: "l" + x.i },
			h("th", { class: "place", scope: "row" }, button, data.packages.length > 1 ? h("div", { class: "pkg", title: data.packages[l.p] }, short(data.packages[l.p])) : ""),
			h("td", {}, h("div", { class: "name" }, l.runs), h("div", { class: "sub" }, "in " + l.fn.name)),
			h("td", {}, l.many),
			answerCell(l, "join"), answerCell(l, "stop"),
			h("td", {}, tag(l.finite, kindOf(l.finite)), l.process ? h("div", { class: "sub" }, "process") : ""),
			h("td", {}, tag(errorsWords[l.errors][0], errorsWords[l.errors][1])),
			h("td", {}, tag(boundsWords[l.bounds][0], boundsWords[l.bounds][1])),
			h("td", {}, ...[...new Set(x.findings.map((f) => f.rule))].flatMap((r) => [tag(r, "no"), " "])),
			h("td", { class: "sub" }, l.unknown.map((u) => data.reasons[u].code).join(", ")));
		tr.addEventListener("click", (e) => {
			if (!String(getSelection()) || button.contains(e.target)) toggle(x, tr, button);
		});
		return tr;
	}

	function answerCell(l, name) {
		const a = l[name];
		if (!a.ev.length) return h("td", {}, tag(a.a === "no" ? "none" : a.a, kindOf(a.a)));
		const e = a.ev[0];
		const at = e.by || e.in;
		return h("td", {}, tag(whatWords[e.what] || e.what, "yes"), at ? h("div", { class: "sub" }, at[0] === l.at[0] ? "line " + at[1] : base(file(at)) + ":" + at[1]) : "");
	}

	function toggle(x, tr, button) {
		x.open = !x.open;
		tr.classList.toggle("open", x.open);
		button.setAttribute("aria-expanded", String(x.open));
		if (x.open) tr.after(detail(x));
		else $("d" + x.i)?.remove();
	}

	// --- a launch in full ----------------------------------------------------------

	function code(p, caption) {
		const source = data.source[p[0]];
		const lines = [];
		for (let n = Math.max(1, p[1] - 3); n <= p[1] + 3; n++) {
			if (n in source) lines.push([n, source[n]]);
		}
		const tabs = lines.filter(([, t]) => t.trim()).map(([, t]) => t.match(/^\t*/)[0].length);
		const indent = tabs.length ? Math.min(...tabs) : 0;
		const pre = h("pre", { tabindex: "0" }, ...lines.map(([n, t]) => h("span", { class: n === p[1] ? "here" : "" }, h("i", {}, String(n)), t.slice(Math.min(indent, t.match(/^\t*/)[0].length)) || " ")));
		return h("figure", {}, h("figcaption", {}, h("b", {}, caption), " " + where(p)), lines.length ? pre : h("p", { class: "note" }, data.cut ? "The page would be too large with all of the source." : "The source could not be read."));
	}

	function evidence(e, join) {
		const out = [];
		const at = (p, q) => p && q && p[0] === q[0] && p[1] === q[1];
		if (e.in) out.push(code(e.in, join ? (e.end ? "the goroutine signals, when it ends:" : "the goroutine signals:") : e.what === "ctx" ? "the goroutine uses a context that can end:" : "the goroutine looks for the signal:"));
		if (e.by && !at(e.in, e.by)) {
			const word = whatWords[e.what] || e.what;
			out.push(code(e.by, e.what === "helper" ? "what launches it waits:" : e.what === "owner" ? "its owner's method is called:" : join ? "others wait (" + word + "):" : "what ends it (" + word + "):"));
		}
		return out;
	}

	const few = 4; // places of evidence that are shown at once
	function answerPart(l, name, title, none) {
		const a = l[name];
		const join = name === "join";
		const seen = new Set();
		const ends = a.ev.flatMap((e) => evidence(e, join)).filter((f) => !seen.has(f.textContent) && seen.add(f.textContent));
		if (ends.length > few + 1) {
			const rest = ends.splice(few);
			ends.push(h("details", { class: "rest" }, h("summary", {}, rest.length + " more places"), h("div", { class: "ends" }, ...rest)));
		}
		return [h("h3", {}, title + " ", tag(a.a, kindOf(a.a))), a.ev.length ? h("div", { class: "ends" }, ...ends) : h("p", {}, a.a === "no" ? none : "It is not known.")];
	}

	function found(f) {
		return h("div", { class: "found" }, h("p", {}, f.message, " ", f.url ? h("a", { href: f.url, rel: "noreferrer" }, "about the rule") : ""),
			h("div", { class: "ends" }, code(f.at, "found here:"), ...f.related.map((r) => code(r.at, r.message + ":"))));
	}

	function detail(x) {
		const l = x.l;
		const td = h("td", { colspan: columns.length });
		td.append(...x.findings.map(found));
		const starts = [code(l.at, "launched " + l.many + (l.helper ? ", by " + l.helper : "") + ":")];
		for (const b of l.bodies) if (b.at && !(b.at[0] === l.at[0] && b.at[1] === l.at[1])) starts.push(code(b.at, "runs " + b.name + ":"));
		td.append(h("h3", {}, "The goroutine"), h("p", {}, "Launched in ", h("span", { class: "name" }, l.fn.name), l.process ? ", to live as long as the process" : "", ". Runs ", h("span", { class: "name" }, l.runs), "."), h("div", { class: "ends" }, ...starts));
		td.append(...answerPart(l, "join", "Who waits for it?", "Nobody."), ...answerPart(l, "stop", "What ends it?", "Nothing."));
		if (l.owner) td.append(h("p", { class: "sub" }, "Its owner's methods: " + [...l.owner.join.map((n) => n + " waits"), ...l.owner.stop.map((n) => n + " stops")].join("; ")));
		td.append(h("h3", {}, "Does it end by itself? ", tag(l.finite, kindOf(l.finite))));
		td.append(h("h3", {}, "Where do its errors go? ", tag(...errorsWords[l.errors].slice(0, 2))), h("p", {}, errorsWords[l.errors][2]));
		td.append(h("h3", {}, "How many can there be? ", tag(l.bounds, boundsWords[l.bounds][1])), h("p", {}, "Launched " + l.many + ". " + boundsWords[l.bounds][2]));
		if (l.unknown.length) td.append(h("h3", {}, "What is not known"), ...l.unknown.map((u) => h("p", {}, h("b", {}, data.reasons[u].code), ": " + data.reasons[u].meaning)));
		if (l.ties.length) td.append(h("h3", {}, "What ties it to others"), ...l.ties.map((t) => tieDetail(data.ties[t], x.i)));
		return h("tr", { class: "detail", id: "d" + x.i }, td);
	}

	// tieDetail shows the source only when it is opened.
	function tieDetail(t, i) {
		const say = t.uses.map((u) => u.do + " in " + u.fn + (u.by && u.by.includes(i) ? " (this goroutine)" : u.by ? " (" + data.launches[u.by[0]].runs + ")" : "") + ", " + base(file(u.at)) + ":" + u.at[1]);
		const d = h("details", { class: "tie" }, h("summary", {}, t.kind + " ", h("span", { class: "name" }, t.name || "without a name"), h("span", { class: "sub" }, say.length ? " — " + say.slice(0, 4).join("; ") + (say.length > 4 ? "; …" : "") : "")));
		d.addEventListener("toggle", () => {
			if (d.childElementCount === 1) d.append(h("div", { class: "ends" }, code(t.made, "made or declared:"), ...t.uses.filter((u) => u.do !== "make").map((u) => code(u.at, say[t.uses.indexOf(u)].replace(/,[^,]*$/, "") + ":"))));
		});
		return d;
	}

	// --- summary ----------------------------------------------------------------

	const count = (test) => launches.filter(test).length;
	function tile(n, text, values, parts) {
		const bar = h("div", { class: "bar", "aria-hidden": "true" });
		for (const [kind, part] of parts || []) {
			const i = h("i", { class: kind });
			i.style.width = (100 * part) / Math.max(1, launches.length) + "%";
			bar.append(i);
		}
		const say = parts && parts.length === 3 ? plural(parts[1][1], "is not", "are not") + ", " + parts[2][1] + " unknown" : "";
		return h("button", { type: "button", class: "tile", on: { click: () => filter(values) } }, h("b", {}, String(n)), text, parts ? bar : "", h("span", {}, say));
	}
	function answerTile(text, name, of) {
		const by = (a) => count((x) => of(x) === a);
		return tile(by("yes"), text, { [name]: "yes" }, [["yes", by("yes")], ["no", by("no")], ["un", by("unknown")]]);
	}
	$("tiles").append(
		tile(launches.length, "launches", {}),
		answerTile("joined: somebody waits", "join", (x) => x.l.join.a),
		answerTile("stopped: something ends them", "stop", (x) => x.l.stop.a),
		answerTile("finite: they end by themselves", "finite", (x) => x.l.finite),
		tile(count((x) => x.l.join.a === "no" && x.l.stop.a === "no"), "left alone: nobody waits, nothing ends them", { join: "no", stop: "no" }, [["no", count((x) => x.l.join.a === "no" && x.l.stop.a === "no")]]),
		tile(count((x) => x.l.unknown.length), "not known in full", { unknown: "any" }, [["un", count((x) => x.l.unknown.length)]]),
		tile(count((x) => x.findings.length), "with findings", { findings: "any" }, [["no", count((x) => x.findings.length)]]));
	for (const b of document.querySelectorAll("[data-package]")) b.addEventListener("click", () => {
		filter({ package: b.dataset.package });
		$("p-package").value = b.dataset.package;
		draw();
	});
	for (const b of document.querySelectorAll("[data-reason]")) b.addEventListener("click", () => filter({ unknown: b.dataset.reason }));

	// Findings of no launch are few; each shows its source when it is opened.
	$("loose").hidden = data.loose.length === 0;
	for (const f of data.loose.map((i) => data.findings[i])) {
		const d = h("details", { class: "tie" }, h("summary", {}, where(f.at) + ": " + f.message));
		d.addEventListener("toggle", () => d.childElementCount === 1 && d.append(found(f)));
		$("loose").append(d);
	}

	// --- the picture --------------------------------------------------------------

	// Most nodes that a picture is still of use with.
	const most = 300;
	const lineHeight = 13, nodeHeight = 38, gapY = 24, gapX = 110;

	// graph makes the nodes and edges of a package's picture: functions that launch, the goroutines, and what
	// ties at least two of them.
	function graph(pkg, kinds) {
		const nodes = [], edges = [], byKey = new Map();
		const node = (key, make) => {
			if (!byKey.has(key)) {
				const n = { key, out: [], layer: 0, ...make() };
				byKey.set(key, n);
				nodes.push(n);
			}
			return byKey.get(key);
		};
		const fn = (name) => node("f " + name, () => ({ kind: "fn", title: name, sub: "" }));
		const all = launches.filter((x) => x.l.p === pkg);
		const mine = all.slice(0, most / 2);
		const runs = new Map(); // goroutine nodes by the name of their body
		for (const x of mine) {
			const n = node("g " + x.i, () => ({ kind: "go", launch: x.i, title: x.l.runs, sub: base(file(x.l.at)) + ":" + x.l.at[1] + " · " + x.l.many }));
			for (const b of x.l.bodies) runs.set(b.name, [...(runs.get(b.name) || []), n]);
		}
		const starts = (from, to) => {
			edges.push({ from, to, kind: "starts", label: "go" });
			from.out.push(to);
		};
		for (const x of mine) {
			const g = byKey.get("g " + x.i);
			const parents = (runs.get(x.l.fn.name) || []).filter((p) => p !== g);
			for (const p of parents.length ? parents : [fn(x.l.fn.name)]) starts(p, g);
		}
		const ties = [...new Set(mine.flatMap((x) => x.l.ties))].sort((a, b) => a - b);
		for (const t of ties) {
			const tie = data.ties[t];
			if (!kinds.has(tie.kind)) continue;
			const parties = new Map();
			const join = (party, verb) => parties.set(party, [...(parties.get(party) || []), verb]);
			for (const u of tie.uses) {
				if (u.do === "make") continue;
				const by = (u.by || []).map((i) => byKey.get("g " + i)).filter(Boolean);
				const others = by.length ? by : runs.get(u.fn) || (tie.kind === "lock" ? [byKey.get("f " + u.fn)].filter(Boolean) : [fn(u.fn)]);
				for (const p of others) join(p, u.do);
			}
			// A context also has its maker at the other end.
			for (const u of tie.uses) if (u.do === "make" && parties.size) for (const p of runs.get(u.fn) || [fn(u.fn)]) join(p, "make");
			if (parties.size < 2) continue;
			const n = node("t " + t, () => ({ kind: "tied", tie, title: tie.name || tie.kind, sub: tie.kind + " · " + base(file(tie.made)) + ":" + tie.made[1] }));
			for (const [p, verbs] of parties) {
				const does = [...new Set(verbs)];
				const takes = does.every((v) => ["receive", "wait", "watch"].includes(v));
				edges.push(takes ? { from: n, to: p, kind: "ties", label: does.join(", ") } : { from: p, to: n, kind: "ties", label: does.join(", ") });
			}
		}
		const used = new Set(edges.flatMap((e) => [e.from, e.to]));
		return { nodes: nodes.filter((n) => used.has(n)), edges, left: all.length - mine.length };
	}

	// place gives each node a column, by how many launches lead there, and a row: children in the order of the
	// source beside their parents, and what ties them in the middle of those whom it ties.
	function place(g) {
		const starts = g.edges.filter((e) => e.kind === "starts");
		const launched = new Set(starts.map((e) => e.to));
		const walk = (n, layer, path) => {
			if (path.has(n) || layer < n.layer || layer > 12) return;
			n.layer = layer;
			path.add(n);
			for (const c of n.out) walk(c, layer + 1, path);
			path.delete(n);
		};
		for (const n of g.nodes) if (n.kind === "fn" && n.out.length && !launched.has(n)) walk(n, 0, new Set());
		for (const n of g.nodes) if (n.kind === "go" && n.layer === 0) walk(n, 1, new Set());
		const depth = Math.max(1, ...g.nodes.map((n) => n.layer));
		for (const n of g.nodes) {
			if (n.kind === "tied") n.layer = depth + 1;
			if (n.kind === "fn" && !n.out.length) n.layer = depth + 2;
		}
		for (const n of g.nodes) {
			n.lines = [n.title.length > 34 ? n.title.slice(0, 16) + "…" + n.title.slice(-17) : n.title, n.sub].filter(Boolean);
			n.w = Math.max(...n.lines.map((t) => t.length)) * 7.4 + 18;
			n.h = n.lines.length > 1 ? nodeHeight : 26;
			n.y = -1;
		}
		// The goroutines of a function stand below each other, each with its own below it.
		let y = 0;
		const put = (n, path) => {
			if (n.y >= 0 || path.has(n)) return;
			path.add(n);
			const kids = n.out.filter((c) => c.y < 0 && !path.has(c) && c.layer > n.layer);
			for (const c of kids) put(c, path);
			const placed = kids.filter((c) => c.y >= 0);
			if (placed.length) n.y = (placed[0].y + placed[placed.length - 1].y) / 2;
			else {
				n.y = y;
				y += n.h + gapY;
			}
			path.delete(n);
		};
		for (const n of g.nodes) if (n.layer === 0 && n.out.length) put(n, new Set());
		for (const n of g.nodes) if (n.kind === "go") put(n, new Set());
		const columns = [];
		for (const n of g.nodes) (columns[n.layer] ||= []).push(n);
		const near = (n) => {
			const ys = g.edges.flatMap((e) => (e.from === n ? [e.to] : e.to === n ? [e.from] : [])).filter((m) => m.y >= 0).map((m) => m.y);
			return ys.length ? ys.reduce((a, b) => a + b, 0) / ys.length : 0;
		};
		for (const column of [depth + 1, depth + 2]) {
			const want = new Map((columns[column] || []).map((n) => [n, near(n)]));
			for (const [n, wish] of want) n.y = wish;
		}
		let x = 10;
		for (const column of columns) {
			if (!column) continue;
			column.sort((a, b) => a.y - b.y || compare(a.key, b.key));
			let below = 0;
			for (const n of column) {
				n.x = x;
				n.y = Math.max(n.y, below);
				below = n.y + n.h + gapY;
			}
			x += Math.max(...column.map((n) => n.w)) + gapX;
		}
		return { width: x - gapX + 20, height: Math.max(40, ...g.nodes.map((n) => n.y + n.h)) + 20 };
	}

	function draw() {
		const pkg = Number($("p-package").value);
		const kinds = new Set([...document.querySelectorAll("#picture-form input:checked")].map((i) => i.value));
		const g = graph(pkg, kinds);
		const size = place(g);
		const svg = s("svg", { width: size.width, height: size.height, viewBox: "0 -10 " + size.width + " " + size.height, role: "img", "aria-label": "Who launches whom in " + data.packages[pkg] + ": " + plural(g.nodes.filter((n) => n.kind === "go").length, "goroutine", "goroutines") });
		const head = (id) => s("marker", { id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse" }, s("path", { d: "M0 0 8 4 0 8z" }));
		svg.append(s("defs", {}, head("head"), head("head-tie")));
		for (const e of g.edges) {
			const right = e.to.x > e.from.x;
			const x1 = right ? e.from.x + e.from.w : e.from.x, x2 = right ? e.to.x : e.to.x + e.to.w;
			const y1 = e.from.y + e.from.h / 2, y2 = e.to.y + e.to.h / 2;
			const bend = (right ? 1 : -1) * Math.max(40, Math.abs(x2 - x1) / 2);
			// What passes a column goes below the boxes there.
			const dip = Math.abs(e.to.layer - e.from.layer) > 1 ? nodeHeight : 0;
			e.path = s("path", { class: e.kind, d: `M${x1} ${y1}C${x1 + bend} ${y1 + dip} ${x2 - bend} ${y2 + dip} ${x2} ${y2}`, "marker-end": e.kind === "starts" ? "url(#head)" : "url(#head-tie)" }, s("title", {}, e.label));
			e.text = s("text", { class: "edge-label", x: (x1 + x2) / 2, y: (y1 + y2) / 2 - 4, "text-anchor": "middle" }, e.kind === "ties" ? e.label : "");
			svg.append(e.path);
		}
		for (const n of g.nodes) {
			const about = n.kind === "go" ? look(n) : "";
			n.e = s("g", { class: "node " + n.kind + " " + about, transform: `translate(${n.x} ${n.y})` }, s("rect", { width: n.w, height: n.h, rx: n.kind === "tied" ? 12 : 5 }),
				...n.lines.map((t, i) => s("text", { x: 9, y: 17 + i * lineHeight, class: i ? "small" : "" }, t)), s("title", {}, n.title + (n.sub ? "\n" + n.sub : "")));
			n.e.addEventListener("mouseenter", () => light(svg, g, n));
			n.e.addEventListener("mouseleave", () => light(svg, g, null));
			if (n.kind === "go") n.e.addEventListener("click", () => show(launches[n.launch]));
			svg.append(n.e);
		}
		svg.append(...g.edges.map((e) => e.text));
		$("canvas").replaceChildren(svg);
		$("legend").textContent = "A solid arrow launches; a dashed one leads from who sends, closes or signals, through what ties them, to who receives or waits. " +
			"Green: joined or stopped, or it ends. Red: with a finding. Point at a box to see its ties; click a goroutine to open it." +
			(g.left ? " The picture is of the first " + most / 2 + " goroutines; " + g.left + " more are in the table." : "");
	}

	function look(n) {
		const x = launches[n.launch];
		if (x.findings.length) return "bad";
		return x.l.join.a === "yes" || x.l.stop.a === "yes" || x.l.finite === "yes" ? "good" : "un";
	}

	function light(svg, g, n) {
		svg.classList.toggle("dim", n !== null);
		for (const e of [...g.nodes.map((m) => m.e), ...g.edges.flatMap((e) => [e.path, e.text])]) e.classList.remove("on");
		if (!n) return;
		n.e.classList.add("on");
		for (const e of g.edges) if (e.from === n || e.to === n) for (const p of [e.path, e.text, e.from.e, e.to.e]) p.classList.add("on");
	}

	// show opens a launch in the table, whatever the filters are.
	function show(x) {
		x.open = true;
		if (!shown.includes(x)) filter({ package: String(x.l.p) });
		else update();
		while (!$("l" + x.i) && drawn < shown.length) more();
		$("l" + x.i)?.scrollIntoView({ block: "start" });
		$("l" + x.i)?.querySelector("button").focus();
	}

	$("p-package").append(...data.packages.map((p, i) => h("option", { value: i }, p)));
	$("p-package").addEventListener("change", draw);
	for (const i of document.querySelectorAll("#picture-form input")) i.addEventListener("change", draw);
	$("picture-form").addEventListener("submit", (e) => e.preventDefault());
	if (data.packages.length) {
		// The package with the most launches among those that can be taken in at once.
		const sizes = data.packages.map((_, i) => count((x) => x.l.p === i));
		const best = sizes.reduce((a, n, i) => (n > sizes[a] && n <= 20 ? i : a), 0);
		$("p-package").value = best;
	}

	// --- light and dark ------------------------------------------------------------

	const dark = matchMedia("(prefers-color-scheme: dark)").matches;
	$("theme").setAttribute("aria-pressed", String(dark));
	$("theme").addEventListener("click", () => {
		const on = $("theme").getAttribute("aria-pressed") !== "true";
		$("theme").setAttribute("aria-pressed", String(on));
		document.documentElement.classList.toggle("dark", on);
		document.documentElement.classList.toggle("light", !on);
	});

	update();
	// The picture is far below: it is drawn when somebody comes near it.
	const drawOnce = () => data.packages.length && !$("canvas").firstChild && draw();
	if ("IntersectionObserver" in window) {
		const eye = new IntersectionObserver((seen) => {
			if (seen.some((e) => e.isIntersecting)) {
				eye.disconnect();
				drawOnce();
			}
		}, { rootMargin: "600px" });
		eye.observe($("picture"));
	} else drawOnce();
})();
