package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.manager.Manager;
import dev.cloister.manager.ManagerOptions;
import org.junit.jupiter.api.Test;

/** In this JVM, used from workers. */
final class ManagerFromWorkersTest extends ManagerContract {
    /** An interface that is not public: its handle's class is made beside it. */
    interface Hidden {
        int twice(int number);
    }

    @Override
    protected Manager open(ManagerOptions options) {
        return Manager.open(options);
    }

    @Override
    protected boolean isUsedElsewhere() {
        return true;
    }

    @Test
    void g05_anInterfaceNeedNotBePublic() throws Exception {
        ManagerOptions options =
                ManagerOptions.defaults().withType("hidden", Hidden.class, arguments -> number -> 2 * number);
        try (Manager manager = open(options)) {
            Hidden hidden = manager.create(Hidden.class);
            assertThat(use(() -> hidden.twice(4))).isEqualTo(8);
        }
    }
}
