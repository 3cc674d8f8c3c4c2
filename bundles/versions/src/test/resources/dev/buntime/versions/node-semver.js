// Writes node-semver.txt, the answers of node-semver to random ranges. Run by hand, with any folder
// that holds node-semver (the one in npm will do):
//   node node-semver.js /usr/lib/node_modules/npm/node_modules/semver > node-semver.txt
// Left out: pre-releases of 0.0.0, since node-semver drops the bound >=0.0.0 and so admits them
// beside another bound; and what VersionRange rejects on purpose (see its Javadoc). With other seeds,
// about one range in 50,000 differs: node-semver reduces "1.0.0-a || *" to "*" and so forgets which
// pre-releases the other alternative names.
const folder = process.argv[2]
const semver = require(folder)
const CATALOGS = 40
const RANGES = 30

let seed = 20260101
function random(bound) { // mulberry32, so that a second run writes the same
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) % bound
}
const pick = list => list[random(list.length)]
const number = () => pick([0, 0, 1, 1, 2, 3])
const PRE = ['0', '1', 'alpha', 'beta', 'beta.1', 'beta.2', 'beta.11', 'rc.1', 'a-b', '1a']

function version(preReleases) {
  const release = `${number()}.${number()}.${number()}`
  return release !== '0.0.0' && random(10) < preReleases ? `${release}-${pick(PRE)}` : release
}
function partial() {
  const wild = () => pick(['x', 'X', '*'])
  switch (random(8)) {
    case 0: return `${number()}`
    case 1: return `${number()}.${number()}`
    case 2: return `${number()}.${wild()}`
    case 3: return `${number()}.${number()}.${wild()}`
    case 4: return random(6) === 0 ? wild() : version(0)
    case 5: return version(8)
    default: return version(0)
  }
}
function comparator() {
  const operator = pick(['', '', '=', '^', '^', '~', '~>', '>', '>=', '<', '<='])
  return operator + pick(['', '', '', ' ', 'v']).replace(' ', operator ? ' ' : '') + partial()
}
function clause() {
  if (random(6) === 0) return `${partial()} - ${partial()}`
  return Array.from({ length: pick([1, 1, 2, 2, 3]) }, comparator).join(' ')
}
function range() {
  return Array.from({ length: pick([1, 1, 1, 2, 3]) }, clause).join(pick([' || ', '||']))
}
function answer(versions, text) {
  return semver.maxSatisfying(versions, text)
    ?? semver.maxSatisfying(versions, text, { includePrerelease: true })
    ?? 'none'
}

console.log(`# node-semver ${require(folder + '/package.json').version}; written by node-semver.js`)
for (let i = 0; i < CATALOGS; i++) {
  const preReleases = pick([0, 2, 4, 6, 10])
  const versions = [...new Set(Array.from({ length: 3 + random(10) }, () => version(preReleases)))]
  console.log(`versions: ${semver.sort(versions).join(' ')}`)
  for (let j = 0; j < RANGES; j++) {
    const text = range()
    if (semver.validRange(text) === null) throw new Error(text)
    console.log(`${text} ; ${answer(versions, text)}`)
  }
}
