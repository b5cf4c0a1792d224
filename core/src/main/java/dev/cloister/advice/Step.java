package dev.cloister.advice;

/**
 * One question of the decision tree that was asked, and its answer. All steps of an {@link Advice} are the path through the
 * tree.
 *
 * {@snippet :
 * var step = new dev.cloister.advice.Step("waits", "Does it wait?", "no", "97 % of its time it computes");
 * System.out.println(step.question() + " " + step.answer() + ": " + step.evidence());
 * }
 *
 * @param id the node of the tree: one word that does not change between versions
 * @param question for people
 * @param answer for people: a word or two
 * @param evidence the figures behind the answer, for people
 */
public record Step(String id, String question, String answer, String evidence) {}
