// Validates SARIF files, and prints what their results mark:
//
//	node validate.js MODULES FILE.sarif...
//
// MODULES is the folder in which npm has installed what package.json names. The validator is
// asked for the rules of the standard and for those of GitHub. It exits with 0 whatever it
// finds, so that its output is read; and as a validator that finds nothing proves nothing, it is
// shown a file with a mistake first. The columns are held to the text by this program, whose
// strings are UTF-16.
"use strict";
const fs = require("fs");
const os = require("os");
const path = require("path");
const url = require("url");
const { spawnSync } = require("child_process");

const [modules, ...files] = process.argv.slice(2);
if (files.length === 0) {
	console.error("usage: node validate.js MODULES FILE.sarif...");
	process.exit(2);
}

const system = { win32: "win32", darwin: "darwin" }[process.platform] || "linux";
const tool = path.join(modules, "node_modules", "@microsoft", `sarif-multitool-${system}`, "Sarif.Multitool");
if (system !== "win32") {
	fs.chmodSync(tool, 0o755); // by the package's install script, which npm need not run
}

// complaints returns the lines in which the validator says what is wrong.
function complaints(file) {
	const run = spawnSync(tool, ["validate", file, "--rule-kind", "Sarif;Ghas"], {
		encoding: "utf8",
		env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1" },
	});
	if (run.status !== 0 || !run.stdout.includes("Analysis completed successfully.")) {
		throw new Error(`the validator did not get through ${file}: ${run.error || ""} ${run.stdout} ${run.stderr}`);
	}
	return run.stdout.split(/\r?\n/).filter((line) => /\b(error|warning)\b/i.test(line));
}

// marked returns the text that a location marks.
function marked(run, location) {
	const { artifactLocation: artifact, region } = location.physicalLocation;
	const base = artifact.uriBaseId ? run.originalUriBaseIds[artifact.uriBaseId].uri : undefined;
	const lines = fs.readFileSync(url.fileURLToPath(new URL(artifact.uri, base)), "utf8").split(/\r?\n/);
	const text = lines.slice(region.startLine - 1, region.endLine);
	text[text.length - 1] = text[text.length - 1].slice(0, region.endColumn - 1);
	text[0] = text[0].slice(region.startColumn - 1);
	return text.join("\n");
}

let failed = false;
const fail = (message) => {
	console.log(message);
	failed = true;
};

const broken = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "sarif-")), "broken.sarif");
try {
	const log = JSON.parse(fs.readFileSync(files[0], "utf8"));
	log.runs[0].results[0].locations[0].physicalLocation.region.startLine = 0;
	delete log.runs[0].tool.driver.rules[0].fullDescription;
	fs.writeFileSync(broken, JSON.stringify(log));
	const found = complaints(broken).join("\n");
	for (const want of ["startLine", "fullDescription"]) {
		if (!found.includes(want)) {
			fail(`the validator does not see a wrong ${want}:\n${found}`);
		}
	}
} finally {
	fs.rmSync(path.dirname(broken), { recursive: true });
}

for (const file of files) {
	const found = complaints(file);
	const run = JSON.parse(fs.readFileSync(file, "utf8")).runs[0];
	const name = path.basename(file);
	console.log(`${name}: ${run.results.length} results, ${found.length} errors and warnings`);
	found.forEach(fail);
	for (const result of run.results) {
		const flows = (result.codeFlows || []).flatMap((flow) => flow.threadFlows).flatMap((thread) => thread.locations);
		const places = [result.locations, result.relatedLocations || [], flows.map((step) => step.location)].flat();
		const texts = places.map((place) => marked(run, place));
		console.log(`${name}: ${result.ruleId}: ${texts.map((text) => JSON.stringify(text)).join(" ")}`);
		if (texts.some((text) => text.trim() === "" || text !== text.trim())) {
			fail(`${name}: ${result.ruleId} marks space`);
		}
	}
}
process.exitCode = failed ? 1 : 0;
