import { kubernetesValue, yamlText } from './quote';
import type { Rendering } from './renderer';

const MOST_PODS = 10;

/** A Job with one index for each job; the shared folder is mounted where it is here, since the job files name it. */
export function renderKubernetes({ name, jobs, count, root, threads }: Rendering): string {
  const command = 'exec npx mivpg worker --job "$JOBS/$JOB_COMPLETION_INDEX.json"';
  return `# ${count} jobs of mivpg as a Kubernetes Job. Fill in the two names below, then: kubectl apply -f job.yaml
# What is stopped or killed goes on from its folder when the Job is made again; what is finished is not repeated.
apiVersion: batch/v1
kind: Job
metadata:
  name: ${name}
spec:
  completionMode: Indexed
  completions: ${count}
  parallelism: ${Math.min(count, MOST_PODS)}
  backoffLimitPerIndex: 3
  maxFailedIndexes: ${count}
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: mivpg
          image: mivpg # an image in whose working folder \`npx mivpg\` runs
          command: ["sh", "-c", ${yamlText(command)}]
          env:
            - name: JOBS
              value: ${kubernetesValue(jobs)}
            - name: TF_NUM_INTRAOP_THREADS
              value: "${threads}"
          resources:
            requests:
              cpu: ${threads}
          volumeMounts:
            - name: shared
              mountPath: ${yamlText(root)}
      volumes:
        - name: shared
          persistentVolumeClaim:
            claimName: mivpg # of the volume that holds the shared folder
`;
}
