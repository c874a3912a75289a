import { shellWord } from './quote';
import type { Rendering } from './renderer';

/** Tasks of an array at most: one less than Slurm's default `MaxArraySize`. */
const MOST_TASKS = 1_000;

/** A job array: task t does the jobs t, t + tasks, t + 2 tasks, ... */
export function renderSlurm({ name, jobs, count, project, threads }: Rendering): string {
  const tasks = Math.min(count, MOST_TASKS);
  return `#!/bin/bash
# ${count} jobs of mivpg as a Slurm job array. Submit it with: sbatch run.sbatch
# What is stopped or killed goes on from its folder when the script is submitted again; what is finished is not repeated.
#SBATCH --job-name=${name}
#SBATCH --array=0-${tasks - 1}
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=${threads}
#SBATCH --output=${name}-%A-%a.log
set -u
export TF_NUM_INTRAOP_THREADS="\${SLURM_CPUS_PER_TASK:-${threads}}"
jobs=${shellWord(jobs)}
cd ${shellWord(project)} || exit
status=0
for ((job = SLURM_ARRAY_TASK_ID; job < ${count}; job += ${tasks})); do
  npx mivpg worker --job "$jobs/$job.json" || status=1
done
exit "$status"
`;
}
