/**
 * Who may import whom. Each rule says why, so that whoever meets it knows what to do instead. `tests/house.test.ts` breaks
 * every one of them on purpose: a rule that cannot fail is refused there.
 */

const groundFloor = '^src/(?:core|privacy)/|^src/(?:problem|log)\\.ts$'
const foundations = '^src/(?:config|local-secrets|log|metrics|problem|secret-strength)\\.ts$'
const storesInterfaces = '^src/store/(?:contacts|interview-counts|interviews|published-scores|published-tables)\\.ts$'
const typesOnly = ['type-only']

/** What a folder of the middle floor may use besides itself. */
const standsAlone = (folder, comment) => ({
  name: `${folder}-stands-alone`,
  comment,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: `${groundFloor}|^src/${folder}/` },
})

const library = (name, libraries, home, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^src/', pathNot: home },
  to: { path: `(?:^|/)node_modules/(?:${libraries})(?:/|$)|^(?:${libraries})(?:/|$)` },
})

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'core-is-pure',
      comment:
        'The core decides what is asked and said; it must behave the same in a webhook, a terminal, a test and a proof over ' +
        'all paths. So it reads no file, clock or network and knows no channel and no database: effects are returned as data.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { pathNot: '^src/core/|(?:^|/)(?:node_modules/)?(?:xstate|zod|i18next|fastest-levenshtein|re2js)(?:/|$)' },
    },
    {
      name: 'privacy-is-the-ground-floor',
      comment:
        'Keys, sealing, chance and redaction must be reviewable by themselves. Whatever they need comes in as an argument.',
      severity: 'error',
      from: { path: '^src/privacy/' },
      to: { path: '^src/', pathNot: '^src/privacy/' },
    },
    {
      name: 'cryptography-in-one-place',
      comment:
        'All cryptography and all chance are in src/privacy: one folder to review. Use its keyring and chance, or extend them.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/privacy/' },
      to: { path: '^(?:node:)?crypto$' },
    },
    standsAlone(
      'channels',
      'A channel translates one provider. It knows neither conversations nor storage, so that adding one touches nothing else.',
    ),
    standsAlone(
      'store',
      'The store keeps what it is given. It knows no channel, flow or figure, so that it can be replaced or tested alone.',
    ),
    standsAlone(
      'authoring',
      'Checking a questionnaire must be possible on any laptop, without a database or a provider: only the core is needed.',
    ),
    {
      name: 'results-stand-alone',
      comment:
        'Figures come from released interviews alone: nothing that knows a contact or a channel may be within reach.',
      severity: 'error',
      from: { path: '^src/results/' },
      to: { path: '^src/', pathNot: `${groundFloor}|^src/results/|^src/store/` },
    },
    {
      name: 'results-read-through-the-stores-interface',
      comment:
        "Results take the store's interface (types only) as an argument; which store stands behind it is decided in main and cli.",
      severity: 'error',
      from: { path: '^src/results/' },
      to: { path: '^src/store/', pathNot: storesInterfaces },
    },
    {
      name: 'interfaces-are-types-only',
      comment:
        "From another folder's interface only types may come: a value would tie the folders together at run time.",
      severity: 'error',
      from: { path: '^src/(?:api|conversation|results|server|console)(?:/|\\.ts$)' },
      to: { path: '^src/(?:store|channels)/', pathNot: '^src/channels/media/', dependencyTypesNot: typesOnly },
    },
    {
      name: 'the-auditor-is-nobodys-friend',
      comment:
        'Whoever attacks published tables must not know how numbers were hidden, and whoever hides them must not ask the attacker: ' +
        'a mistake that both share would be found by neither. They share the form of a table and the solver.',
      severity: 'error',
      from: { path: '^src/results/(audit|disclosure)/' },
      to: { path: '^src/results/(?:audit|disclosure)/', pathNot: '^src/results/$1/' },
    },
    {
      name: 'conversation-knows-contracts-only',
      comment:
        'The conversation is the same on every channel and over every store: it sees the contract of channels and media and ' +
        "the store's interface, no implementation. A branch on a channel's name would have to import it: put it in the channel.",
      severity: 'error',
      from: { path: '^src/conversation/' },
      to: {
        path: '^src/',
        pathNot: `${groundFloor}|^src/conversation/|^src/store/contacts\\.ts$|^src/channels/(?:channel|media/medium)\\.ts$`,
      },
    },
    {
      name: 'server-is-handed-what-it-serves',
      comment:
        'The server turns HTTP into calls of functions that main hands to it, and sees only the contract of channels. So ' +
        'every route can be tested without a database.',
      severity: 'error',
      from: { path: '^src/server(?:/|\\.ts$)' },
      to: { path: '^src/(?:store|conversation|results|authoring|channels)/', pathNot: '^src/channels/channel\\.ts$' },
    },
    {
      name: 'api-is-handed-what-it-answers',
      comment:
        'What programs read through the API comes from results and from the interfaces of the store that it is handed. It knows no HTTP, no contact ' +
        'and no channel, so that nothing else can get out.',
      severity: 'error',
      from: { path: '^src/api/' },
      to: {
        path: '^src/',
        pathNot: `${groundFloor}|^src/(?:api|results)/|${storesInterfaces}|^src/store/console/(?:api-tokens|audit-log)\\.ts$`,
      },
    },
    {
      name: 'console-is-handed-what-it-shows',
      comment:
        "The console shows and changes what application.ts hands to it: the store's interfaces, and functions. It sees no channel " +
        'of a provider and no webhook, so every page can be tested by itself.',
      severity: 'error',
      from: { path: '^src/console/' },
      to: {
        path: '^src/',
        pathNot:
          `${groundFloor}|^src/(?:console|authoring|conversation|results|store)/|^src/channels/(?:channel|media/\\w+)\\.ts$|` +
          '^src/server/(?:errors|kept|rate-limit)\\.ts$',
      },
    },
    {
      name: 'foundations-look-down-only',
      comment:
        'Configuration, log, metrics and problems are used by all; if they used others in turn, all would depend on all.',
      severity: 'error',
      from: { path: foundations },
      to: { path: '^src/', pathNot: `${foundations}|^src/(?:core|privacy)/` },
    },
    {
      name: 'only-the-top-sees-everything',
      comment:
        'main, cli and its commands put the parts together, with what they share beside them. What others need from there ' +
        'belongs in a folder of its own below.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: '^src/commands/' },
      to: { path: '^src/[^/]+\\.ts$|^src/commands/', pathNot: foundations },
    },
    {
      name: 'simulated-people-stay-outside',
      comment:
        'The demonstration is a guest: it talks to the program as people do. If a part of the program knew simulated people, their answers ' +
        'could come among real ones.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(?:demo/|commands/demo\\.ts$)' },
      to: { path: '^src/demo/' },
    },
    library(
      'database-in-the-store',
      'pg|pg-boss|@prisma',
      '^src/store/',
      'Only the store speaks to the database, so that what is stored about people can be reviewed in one folder.',
    ),
    library(
      'http-in-the-server',
      'express|express-rate-limit|helmet',
      '^src/server(?:/|\\.ts$)|^src/console/(?:http/|(?:console|open)\\.ts$)',
      'Only the server and the foundation of the console know the HTTP framework; everything else, pages too, gets and gives plain data.',
    ),
    library(
      'providers-in-their-channel',
      'twilio|grammy|libphonenumber-js|sms-segments-calculator',
      '^src/channels/',
      "A provider's or a telephone network's peculiarities stay in the channel, which turns them into the contract's terms.",
    ),
    {
      name: 'no-circular',
      comment: 'Files that need each other are one file in two places: move what both need below them.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Nobody imports this file, and it imports nobody: delete it, or use it.',
      severity: 'error',
      from: { orphan: true, pathNot: '^src/(?:main|cli)\\.ts$|^src/console/public/' },
      to: {},
    },
    {
      name: 'not-to-tests',
      comment: 'The program must run without its tests: they are not in the image.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(?:tests|bench)/' },
    },
    {
      name: 'not-to-development-dependencies',
      comment:
        'Development dependencies are not in the image. Move the package to `dependencies` if the program needs it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: typesOnly },
    },
    {
      name: 'not-to-unlisted-packages',
      comment:
        'A package that is only there because another one needs it may go or change at any time: list it in package.json.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'not-to-nowhere',
      comment: 'The file or package does not exist; the program would stop where it is imported.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: '(?:^|/)node_modules/' },
    exclude: { path: '^src/store/generated/' },
    // Types are read before the compiler drops them, so that importing a type counts as importing.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
