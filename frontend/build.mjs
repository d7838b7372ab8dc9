// Bundles css/ and js/ into lms/static/dist with content hashes, a manifest and compressed copies (.gz, .br).
// Does nothing, in a few milliseconds, while the inputs are what they were: `npm ci && node build.mjs` may be run at every start.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = join(HERE, "..", "lms", "static", "dist");
const MANIFEST = join(DIST, "manifest.json");
const STAMP = join(DIST, "inputs.sha256");
const DAY = 24 * 3600 * 1000;

/** Modules of a few lines that nearly every page uses travel in main.js: on a weak network a request costs more than they do. */
const ALONG = ["once", "print"];

/** Digest of every byte the result depends on; the exact esbuild is named by the lock file. */
function inputs() {
  const hash = createHash("sha256");
  const names = ["build.mjs", "package-lock.json", "mark.svg"];
  for (const folder of ["css", "js"]) names.push(...readdirSync(join(HERE, folder)).sort().map((name) => `${folder}/${name}`));
  for (const name of names) hash.update(`${name}\0`).update(readFileSync(join(HERE, name))).update("\0");
  return hash.digest("hex");
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return "";
    throw error;
  }
}

/** js/x.js is what data-module="x" names: the list is the folder itself. */
const modules = {
  name: "modules",
  setup(build) {
    build.onResolve({ filter: /^virtual:modules$/ }, () => ({ path: "modules", namespace: "modules" }));
    build.onLoad({ filter: /.*/, namespace: "modules" }, () => {
      const names = readdirSync(join(HERE, "js")).filter((name) => name.endsWith(".js") && name !== "main.js").sort();
      const along = ALONG.map((name) => `import * as ${name} from "./${name}.js";`);
      const entries = names.map((file) => {
        const name = file.slice(0, -3);
        return `${JSON.stringify(name)}: () => ${ALONG.includes(name) ? `Promise.resolve(${name})` : `import(${JSON.stringify(`./${file}`)})`}`;
      });
      return { contents: `${along.join("\n")}\nexport default { ${entries.join(", ")} };`, resolveDir: join(HERE, "js") };
    });
  },
};

async function bundle() {
  const { build } = await import("esbuild");
  const result = await build({
    absWorkingDir: HERE,
    entryPoints: ["css/main.css", "js/main.js"],
    outdir: DIST,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    target: ["es2019", "chrome80"],
    supported: { "dynamic-import": true },
    minify: true,
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
    write: false,
    plugins: [modules],
  });
  const manifest = {};
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    const file = path.split("/").pop();
    manifest[output.entryPoint ? output.entryPoint.split("/").pop() : file] = file;
  }
  for (const name of ALONG) manifest[`${name}.js`] = manifest["main.js"];
  return { manifest, files: result.outputFiles.map((file) => [file.path.split(/[\\/]/).pop(), Buffer.from(file.contents)]) };
}

const digest = inputs();
if (read(STAMP) === digest && read(MANIFEST)) {
  const now = new Date();
  utimesSync(MANIFEST, now, now); // make compares times
} else {
  const { manifest, files } = await bundle();
  const mark = readFileSync(join(HERE, "mark.svg"));
  const markName = `mark-${createHash("sha256").update(mark).digest("hex").slice(0, 8).toUpperCase()}.svg`;
  manifest["mark.svg"] = markName;
  files.push([markName, mark]);

  mkdirSync(DIST, { recursive: true });
  const kept = new Set(["manifest.json", "inputs.sha256"]);
  for (const [name, bytes] of files) {
    const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
    for (const [suffix, body] of [["", bytes], [".gz", gzipSync(bytes, { level: 9 })], [".br", brotli]]) {
      writeFileSync(join(DIST, name + suffix), body);
      kept.add(name + suffix);
    }
  }
  // The manifest changes last and at once: a server that reads it finds every file it names.
  writeFileSync(`${MANIFEST}.new`, `${JSON.stringify(manifest, Object.keys(manifest).sort(), 1)}\n`);
  renameSync(`${MANIFEST}.new`, MANIFEST);
  writeFileSync(STAMP, digest);
  // Pages from before still ask for the files of before: they go a day later.
  for (const name of readdirSync(DIST)) {
    const file = statSync(join(DIST, name));
    if (!kept.has(name) && file.isFile() && Date.now() - file.mtimeMs > DAY) rmSync(join(DIST, name));
  }
  for (const [name, bytes] of files) console.log(`${name}  ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`);
}
