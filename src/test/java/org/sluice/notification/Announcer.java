package org.sluice.notification;

import jakarta.annotation.Resource;
import jakarta.ejb.EJBContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.List;
import org.sluice.platform.Notice;

/** Announces as rooms do: inside a transaction that is kept or not, or outside of any. */
@Stateless
public class Announcer {

  @Inject private Event<Notice> notices;
  @Resource private EJBContext context;

  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void committed(List<Notice> announced) {
    announced.forEach(notices::fire);
  }

  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void rolledBack(Notice announced) {
    notices.fire(announced);
    context.setRollbackOnly();
  }

  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void outside(Notice announced) {
    notices.fire(announced);
  }
}
