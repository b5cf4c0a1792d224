package dev.cloister.process;

import java.io.Serializable;

/**
 * This process among those of its program; see {@link JvmProcess#current()}.
 *
 * {@snippet :
 * var here = dev.cloister.process.JvmProcess.current();
 * System.out.println(here.name() + ", pid " + here.pid());
 * }
 *
 * @param name {@code main} for the first process of a program; the name of its {@link JvmProcess} or of the pool's worker
 *     elsewhere
 * @param pid its process id
 * @param daemon whether its parent ends it instead of waiting for it
 */
public record CurrentProcess(String name, long pid, boolean daemon) implements Serializable {}
