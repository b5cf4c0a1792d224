package dev.cloister.testkit;

import dev.cloister.Pool;
import dev.cloister.RemoteCallable;
import dev.cloister.manager.Manager;
import dev.cloister.manager.ManagerOptions;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where a manager runs in a test, and from where it is used. */
@ExtendWith({Watchdog.class, NoOrphans.class})
public abstract class ManagerUse {
    /** Options with the type that the tests use. */
    protected static final ManagerOptions OPTIONS = ManagerOptions.defaults()
            .withType("shelf", Shelf.class, _ -> new Shelf.Servant())
            .withResultType(Shelf.Box.class);

    private @Nullable Pool users;

    /** For subclasses. */
    protected ManagerUse() {}

    /** A manager. */
    protected abstract Manager open(ManagerOptions options) throws Exception;

    /** Whether it is used from another process. */
    protected abstract boolean isUsedElsewhere();

    /** Runs code that uses the manager. */
    protected final <T extends @Nullable Object> T use(RemoteCallable<T> code) throws Exception {
        if (!isUsedElsewhere()) {
            return code.call();
        }
        try {
            return Endings.value(users().submit(code));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** A pool with a process, and room for more. */
    protected final Pool users() {
        Pool known = users;
        if (known == null) {
            known = Pool.ofProcesses(2);
            users = known;
        }
        return known;
    }

    @AfterEach
    final void endUsers() {
        if (users != null) {
            users.close();
        }
    }
}
