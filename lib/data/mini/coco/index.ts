export { CAPTIONS_PER_SCENE, describeScene } from './captions';
export { type Group, groupsOf, relations } from './graph';
export { makeScene, planScene, SCENE_SIZE, type Scene, type ScenePlan, type SceneSplit } from './scene';
export { miniCoco, type SceneSet, sceneOf, type WriteScenesOptions, writeScenes } from './write';
