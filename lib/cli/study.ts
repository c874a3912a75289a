import { group } from './group';

/** `mivpg study`: the paper's experiments; an import at run time names the built file. */
export const study = group({
  list: {
    summary: 'print the experiments, or what some of them ask and run',
    load: async () => (await import('./study/list.js')).list,
  },
  run: {
    summary: 'do the runs of experiments that are not done yet',
    load: async () => (await import('./study/run.js')).run,
  },
  status: {
    summary: 'print how many runs of each experiment are finished',
    load: async () => (await import('./study/status.js')).status,
  },
  table: {
    summary: "print results beside the paper's: text, CSV, LaTeX or Markdown",
    load: async () => (await import('./study/table.js')).table,
  },
  compare: {
    summary: 'test the difference between variants',
    load: async () => (await import('./study/compare.js')).compare,
  },
  report: {
    summary: "write a page of all results beside the paper's",
    load: async () => (await import('./study/report.js')).report,
  },
  collect: {
    summary: 'put finished runs among the results that come with the package',
    load: async () => (await import('./study/collect.js')).collect,
  },
});
