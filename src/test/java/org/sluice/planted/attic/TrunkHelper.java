package org.sluice.planted.attic;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.faces.context.FacesContext;
import jakarta.ws.rs.core.Response;
import org.eclipse.jgit.lib.ObjectId;

/** Planted: a name that says nothing, and four libraries outside their rooms. */
class TrunkHelper {
  ObjectId git;
  FacesContext faces;
  Response answer;
  ManagedExecutorService executor;
}
