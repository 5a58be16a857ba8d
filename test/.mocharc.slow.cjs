/** The suites of `npm run test:slow`: as those of `npm test`, but what is slow by nature. */
module.exports = { ...require('./.mocharc.json'), spec: ['dist/**/*.slow.js'], timeout: 600_000 };
